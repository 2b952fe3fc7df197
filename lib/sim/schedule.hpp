// Schedule: the agent that makes a scenario's planned events happen.
//
//   shock     the fundamental value changes at once by a relative return
//   news      a shock, after which the company is busier for a while
//   halt      trading stops, and resumes after a time if there is one
//   dividend  the issuer pays so much a share, and the fundamental value loses it
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/names.hpp"
#include "sim/kernel.hpp"
#include "sim/order_gateway.hpp"
#include "sim/price_driver.hpp"

namespace market {

struct ShockSpec {
  double relative_return = 0;  // above -1
};
struct NewsSpec {
  double relative_return = 0;
  double activity = 3;  // the factor at first
  Duration decay = Duration::seconds(600);
};
struct HaltSpec {
  std::string reason;
  std::optional<Duration> duration;  // absent: until somebody resumes it
};
struct DividendSpec {
  Money per_share;
};

struct ScheduledEvent {
  Duration at;  // after the start
  Symbol symbol;
  std::variant<ShockSpec, NewsSpec, HaltSpec, DividendSpec> what;
};

namespace sim {

class Schedule final : public Agent {
 public:
  // What an event acts on: its company and that company's driver.
  struct Target {
    CompanyId company;
    PriceDriver* driver = nullptr;
  };
  // One target for each event.
  Schedule(std::vector<ScheduledEvent> events, std::vector<Target> targets, OrderGateway& gateway);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive&) override {}  // what is to come is in the kernel

 private:
  void happen(const ShockSpec& shock, std::size_t index, Kernel& kernel);
  void happen(const NewsSpec& news, std::size_t index, Kernel& kernel);
  void happen(const HaltSpec& halt, std::size_t index, Kernel& kernel);
  void happen(const DividendSpec& dividend, std::size_t index, Kernel& kernel);

  std::vector<ScheduledEvent> events_;
  std::vector<Target> targets_;
  OrderGateway& gateway_;
};

}  // namespace sim
}  // namespace market
