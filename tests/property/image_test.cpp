// The image is complete, and so are the events: a copy of the state that was kept from them, restored, is the
// exchange that it was taken from.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "tests/property/differences.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/image_keeper.hpp"
#include "tests/support/test_exchange.hpp"
#include "tests/support/view_of.hpp"

using namespace market;
using namespace market::test;

namespace {

using Outcome = tl::expected<Applied, Refused>;

std::unique_ptr<Exchange> restored(const StateImage& image) {
  auto exchange = std::make_unique<Exchange>();
  if (const std::string fault = exchange->restore(image); !fault.empty())
    throw Difference("the image was refused: " + fault);
  return exchange;
}

void same_outcome(const Outcome& original, const Outcome& copy) {
  if (original.has_value() != copy.has_value()) throw Difference("one of the two refused the command");
  if (!original) {
    same(original.error().code, copy.error().code, "refusal");
    same(original.error().detail, copy.error().detail, "detail of the refusal");
    same(original.error().retry_after.ns() == copy.error().retry_after.ns(), true, "pause after the refusal");
    return;
  }
  same(original->seq, copy->seq, "seq");
  same(original->order, copy->order, "order");
  same(original->company, copy->company, "company");
  same(original->trader, copy->trader, "trader");
  same(original->repeated, copy->repeated, "repeated");
}

void same_state(const Exchange& original, const Exchange& copy) {
  if (original.state_hash() != copy.state_hash()) throw Difference("the states have different hashes");
  same(original.next_due(), copy.next_due(), "next due");
  same(original.open_order_count(), copy.open_order_count(), "open orders");
}

// An exchange with the copy kept from its events and, after the first restoring, the exchange made from that
// copy, which gets the same commands.
class Twins {
 public:
  const Exchange& original() const { return original_; }
  std::uint64_t moved() const { return moved_; }

  Outcome apply(const Command& command, Timestamp time) {
    const Stamp stamp{original_.seq() + 1, time};
    Outcome outcome = original_.apply(command, stamp);
    if (copy_) {
      same_outcome(outcome, copy_->apply(command, stamp));
      if (original_.events() != copy_->events()) throw Difference("the events differ");
      same_state(original_, *copy_);
    }
    if (!outcome || outcome->repeated) return outcome;
    keeper_.note(original_);
    moved_ += static_cast<std::uint64_t>(
        std::count_if(original_.events().begin(), original_.events().end(),
                      [](const Event& event) { return std::holds_alternative<OrderMoved>(event); }));
    return outcome;
  }

  // From now on the copy is one made from what the events told, or from the whole image.
  void restore() {
    keeper_.take(original_);
    copy_ = restored(keeper_.image());
    same_state(original_, *copy_);
    require_sound(*copy_);
    auto from_whole = restored(original_.image());
    same_state(original_, *from_whole);
    if (++restored_ % 4 == 0) copy_ = restored(from_whole->image());
  }

 private:
  Exchange original_;
  ImageKeeper keeper_;
  std::unique_ptr<Exchange> copy_;
  std::uint64_t moved_ = 0, restored_ = 0;
};

// Runs random commands; throws at the first difference. How many trailing stops moved.
std::uint64_t run(std::uint64_t seed, std::uint64_t commands, std::uint64_t between, std::uint64_t& number) {
  CommandFlow flow(seed);
  Twins twins;
  const MarketView view = view_of(twins.original());
  const std::vector<Command> opening = flow.opening();
  Timestamp time = CommandFlow::kStart;
  for (number = 0; number < commands; ++number) {
    time = time + flow.pause();
    for (auto due = twins.original().next_due(); due && *due <= time; due = twins.original().next_due())
      static_cast<void>(twins.apply(AdvanceTime{}, std::max(twins.original().now(), *due)));
    const Command command = number < opening.size() ? opening[number] : flow.next(view, time);
    const Outcome outcome = twins.apply(command, time);
    if (outcome && !outcome->repeated && std::holds_alternative<PlaceOrder>(command))
      flow.saw_order(outcome->order);
    if (number % between == between - 1) twins.restore();
  }
  twins.restore();
  return twins.moved();
}

// Empty when there was no difference.
std::string difference(std::uint64_t seed, std::uint64_t commands, std::uint64_t between,
                       std::uint64_t& moved) {
  std::uint64_t number = 0;
  try {
    moved += run(seed, commands, between, number);
  } catch (const std::exception& error) {
    return "seed " + std::to_string(seed) + ", command " + std::to_string(number) + ": " + error.what();
  }
  return {};
}

}  // namespace

TEST_SUITE_BEGIN("image");

// Whatever happens between two restorings, the rows that events named are all that changed: the restored
// exchange has the same hash, and goes on with the same results, events and hashes.
TEST_CASE("an exchange restored from what its events named goes on as the original") {
  const std::uint64_t first = environment_number("MARKET_SEED", 1);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 60'000);
  constexpr std::uint64_t kRun = 10'000;
  std::uint64_t moved = 0;
  for (std::uint64_t done = 0; done < commands; done += kRun) {
    const std::string differs = difference(first + done / kRun, std::min(kRun, commands - done), 47, moved);
    REQUIRE_MESSAGE(differs.empty(), differs);
  }
  MESSAGE("seed " << first << ", " << commands << " commands, " << moved << " trailing stops moved");
  if (commands >= kRun) CHECK(moved > 0);
}

// After every command, from the first.
TEST_CASE("an exchange can be restored after any command") {
  const std::uint64_t first = environment_number("MARKET_SEED", 1) * 1'000'000;
  std::uint64_t moved = 0;
  for (std::uint64_t seed = first; seed < first + 10; ++seed) {
    const std::string differs = difference(seed, 400, 1, moved);
    REQUIRE_MESSAGE(differs.empty(), differs);
  }
}

TEST_SUITE_END();
