// RandomCommands: commands of all kinds with random valid fields, for tests of how commands are stored. They
// mean nothing to an exchange. The same seed gives the same commands on every platform.
#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "model/command.hpp"

namespace market::test {

class RandomCommands {
 public:
  explicit RandomCommands(std::uint64_t seed) : random_(seed) {}

  Command next();
  // The alternative of Command at `kind`, which is below its variant_size.
  Command of_kind(std::size_t kind);

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

 private:
  template <class T>
  T any();
  template <class T>
  std::optional<T> maybe();
  std::string text(std::size_t max_size);

  std::mt19937_64 random_;
};

}  // namespace market::test
