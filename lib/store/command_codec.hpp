// The binary form of commands in the journal: little-endian, a tag byte (the command's place in the Command
// variant), the fields in order of declaration, integers as LEB128 varints (zigzag when signed), text with its
// length first. Every field list stands once in command_codec.cpp and serves both directions.
// An older form must always stay readable: new fields go to the end under a new tag, never into an old one.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/command.hpp"

namespace market {

// Appends the encoded command (without stamp) to `out`.
void encode_command(std::string& out, const Command& command);

// nullopt when the bytes are not exactly one command.
std::optional<Command> decode_command(std::string_view bytes);

}  // namespace market
