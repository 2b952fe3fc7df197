// The binary form of commands in the journal: a tag byte, then the fields in order. Integers are LEB128
// varints (zigzag when signed), enums and bools one byte, an optional has a presence byte, text and lists
// have their length first. Every field list stands once in command_fields.hpp and serves both directions.
//
// An older form must always stay readable. A command's first layout has its place in the Command variant as
// tag; members that were added later are in its second layout, whose tag is kSecondLayout above the first. A
// command is written in the first layout that can hold it, so each has exactly one encoding, and what older
// versions could express keeps the bytes that they wrote.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/command.hpp"

namespace market {

inline constexpr std::uint8_t kSecondLayout = 128;

// No text in a command is longer; to encode a longer one is a bug of the caller and aborts.
inline constexpr std::size_t kMaxCommandText = std::size_t{1} << 20;

// Appends the encoded command (without stamp) to `out`.
void encode_command(std::string& out, const Command& command);

// nullopt when the bytes are not exactly one command. Any bytes are safe.
std::optional<Command> decode_command(std::string_view bytes);

}  // namespace market
