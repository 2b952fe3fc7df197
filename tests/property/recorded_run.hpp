// A random run written down, so that it can be run again with commands left out, and shrunk to few.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/command.hpp"
#include "tests/property/exchange_pair.hpp"

namespace market::test {

struct RecordedCommand {
  Command command;
  Timestamp time;
  std::vector<OrderId> orders;  // that it made when it was recorded
  std::optional<CompanyId> company;
  std::optional<TraderId> trader;
};

struct Failure {
  std::size_t index = 0;  // of the command at which the two differ
  std::string what;
};

// Notes on `recorded` what the command that `pair` applied last made.
void note_made(RecordedCommand& recorded, const ExchangePair& pair);

// Runs the commands against a new pair. Ids that a command names are those of the recording: they are
// replaced by what the same command made now, or by one that nothing has.
std::optional<Failure> run_again(const std::vector<RecordedCommand>& commands, ExchangePair::Density density);

// Leaves out all that the failure does not need, as far as that comes in the given time.
std::vector<RecordedCommand> shrink(std::vector<RecordedCommand> commands, Duration limit);

// The commands as a scenario, with what the naive model says of each.
std::string as_scenario(const std::vector<RecordedCommand>& commands);

}  // namespace market::test
