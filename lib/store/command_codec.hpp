// The binary form of commands in the journal: a tag byte (the command's place in the Command variant), then
// the fields in order of declaration. Integers are LEB128 varints (zigzag when signed), enums and bools one
// byte, an optional has a presence byte, text and lists have their length first. Every field list stands once
// in command_codec.cpp and serves both directions; each command has exactly one encoding. An older form must
// always stay readable: a changed command gets a new tag, an old tag keeps its fields.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/command.hpp"

namespace market {

// No text in a command is longer; to encode a longer one is a bug of the caller and aborts.
inline constexpr std::size_t kMaxCommandText = std::size_t{1} << 20;

// Appends the encoded command (without stamp) to `out`.
void encode_command(std::string& out, const Command& command);

// nullopt when the bytes are not exactly one command. Any bytes are safe.
std::optional<Command> decode_command(std::string_view bytes);

}  // namespace market
