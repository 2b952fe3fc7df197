#include "tests/support/scenario_runner.hpp"

#include <algorithm>
#include <deque>

#include "core/decimal.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/scenario_checks.hpp"
#include "tests/support/scenario_events.hpp"
#include "tests/support/scenario_writer.hpp"

namespace market::test {
namespace {

std::string prevented_text(const SelfTradePrevented& prevented) {
  return "prevented " + number(prevented.incoming) + " " + number(prevented.resting);
}

// The next of what a command did, which `line` must say.
template <class T>
T take_next(const ScenarioLine& line, std::deque<T>& left, const char* what) {
  if (left.empty()) throw ScenarioError(line, "expected " + std::string(what) + ", got none");
  const T next = left.front();
  left.pop_front();
  return next;
}

class Runner {
 public:
  explicit Runner(ScenarioCoverage& coverage) : coverage_(coverage) {}

  void run(const std::filesystem::path& file) {
    std::optional<ScenarioLine> last;
    for (const ScenarioLine& line : read_scenario(file)) {
      if (last) require_nothing_left(*last, line.words.front());
      try {
        run_line(line);
      } catch (const BrokenInvariant& broken) {
        throw ScenarioError(line, broken.what());
      }
      last = line;
    }
    if (last) require_nothing_left(*last, "");
  }

 private:
  void run_line(const ScenarioLine& line) {
    Words words(line);
    const std::string first = words.take("a word");
    if (check_result(first, line, words)) return;
    if (check_state(line, exchange_)) return note_reason(first, words);
    if (first == "wait") return wait(line, exchange_.time() + words.take_duration(), words);
    if (first == "now") return wait(line, words.take_time(exchange_.time()), words);
    if (first == "preview") return preview(line);
    const auto command = parse_command(line, exchange_.engine(), exchange_.time());
    if (!command) words.fail("\"" + first + "\" begins no line of a scenario");
    run_command(line, *command);
  }

  void wait(const ScenarioLine& line, Timestamp until, const Words& words) {
    words.expect_end();
    if (until < exchange_.time()) throw ScenarioError(line, "time does not go back");
    exchange_.wait_until(until);
    outcome_ = Applied{};
    take_results(line);
  }

  void run_command(const ScenarioLine& line, const Command& command) {
    outcome_ = exchange_.apply(command);
    take_results(line);
  }

  void take_results(const ScenarioLine& line) {
    const auto trades = exchange_.trades();
    trades_.assign(trades.begin(), trades.end());
    prevented_.clear();
    transfers_.clear();
    for (const Event& event : exchange_.events()) {
      if (const auto* prevented = std::get_if<SelfTradePrevented>(&event)) prevented_.push_back(*prevented);
      if (const auto* transfer = std::get_if<Transfer>(&event)) transfers_.push_back(*transfer);
    }
    if (line.outcome.empty() && outcome_) return;
    if (line.outcome.empty())
      throw ScenarioError(line, "expected it to be applied, got \"" + outcome_text("") + "\"");
    compare(line, joined(line.outcome), outcome_text(line.outcome.front()));
    if (!outcome_) coverage_.refusals.insert(outcome_.error().code);
  }

  // What became of the command, in the form that `wanted`, the first word of what is expected, asks for.
  std::string outcome_text(std::string_view wanted) {
    if (!outcome_) return refused_text(outcome_.error(), wanted);
    if (outcome_->repeated) return "repeated " + number(outcome_->order);
    if (wanted == "ok") return "ok";
    if (wanted == "canceled") return "canceled " + ended_text();
    if (outcome_->order == OrderId()) return "ok";
    const Order order = exchange_.order(outcome_->order);
    coverage_.end_reasons.insert(order.reason);
    return number(order.id) + " " + status_text(order);
  }

  static std::string refused_text(const Refused& refused, std::string_view wanted) {
    std::string text = "refused " + std::string(to_text(refused.code));
    if (wanted != "refused") text += "\" (" + refused.detail + ") \"";
    return text;
  }

  std::string ended_text() {
    std::vector<std::string> ids;
    for (const OrderId id : exchange_.ended()) {
      ids.push_back(number(id));
      coverage_.end_reasons.insert(exchange_.order(id).reason);
    }
    return ids.empty() ? "-" : joined(ids);
  }

  void note_reason(const std::string& check, Words& words) {
    if (check == "order") coverage_.end_reasons.insert(exchange_.order(words.take_order()).reason);
  }

  // Checks of what the last command did; false when the line is none.
  bool check_result(const std::string& first, const ScenarioLine& line, Words& words) {
    if (first == "trade") return check_trade(line);
    if (first == "prevented") return check_prevented(line);
    if (first == "transfer") return check_transfer(line);
    if (first == "retry") return check_retry(line, words);
    if (first == "activated") return check_list(line, activated_text());
    if (first == "ended") return check_list(line, ended_text());
    if (first == "events") return check_list(line, events_text());
    if (first == "detail") return check_detail(words);
    if (first == "fill") return check_fill(line);
    if (first == "preview_total") return check_preview_total(line, words);
    return false;
  }

  static bool check_list(const ScenarioLine& line, const std::string& actual) {
    compare(line, joined(line.words), line.words.front() + " " + actual);
    return true;
  }

  bool check_detail(Words& words) const {
    if (outcome_) words.fail("nothing was refused");
    while (!words.done()) {
      const std::string word = words.take("a word");
      if (outcome_.error().detail.find(word) == std::string::npos)
        words.fail("\"" + word + "\" is not in \"" + outcome_.error().detail + "\"");
    }
    return true;
  }

  bool check_trade(const ScenarioLine& line) {
    const Trade trade = take_next(line, trades_, "a trade");
    const bool with_fees = std::find(line.words.begin(), line.words.end(), "fees") != line.words.end();
    compare(line, joined(line.words), with_fees ? trade_text_with_fees(trade) : trade_text(trade));
    return true;
  }

  bool check_prevented(const ScenarioLine& line) {
    compare(line, joined(line.words), prevented_text(take_next(line, prevented_, "a prevented self trade")));
    return true;
  }

  bool check_transfer(const ScenarioLine& line) {
    const bool wants_none = line.words.back() == "-";
    if (wants_none && transfers_.empty()) return true;
    compare(line, joined(line.words),
            transfer_text(take_next(line, transfers_, "a transfer"), exchange_.engine()));
    return true;
  }

  bool check_retry(const ScenarioLine& line, Words& words) const {
    if (outcome_) words.fail("nothing was refused");
    compare(line, scenario_duration(words.take_duration()), scenario_duration(outcome_.error().retry_after));
    return true;
  }

  std::string activated_text() const {
    std::vector<std::string> ids;
    for (const Event& event : exchange_.events())
      if (const auto* activated = std::get_if<OrderActivated>(&event))
        ids.push_back(number(activated->order));
    return ids.empty() ? "-" : joined(ids);
  }

  std::string events_text() const {
    std::vector<std::string> events;
    for (const Event& event : exchange_.events())
      if (const std::string text = event_text(event); !text.empty()) events.push_back(text);
    return events.empty() ? "-" : joined(events);
  }

  void preview(const ScenarioLine& line) {
    const PlaceOrder order = parse_preview(line, exchange_.engine(), exchange_.time());
    const std::uint64_t hash_before = exchange_.engine().state_hash();
    OrderPreview preview = exchange_.engine().preview(order, exchange_.time());
    if (exchange_.engine().state_hash() != hash_before) throw BrokenInvariant("a preview changed the state");
    const std::string wanted = line.outcome.empty() ? "ok" : joined(line.outcome);
    compare(line, wanted, preview.refused ? refused_text(*preview.refused, wanted.substr(0, 7)) : "ok");
    fills_.assign(preview.fills.begin(), preview.fills.end());
    if (!preview.refused) preview_ = preview;
  }

  static std::string fill_text(const PreviewFill& fill) {
    return "fill " + number(fill.quantity) + " @ " + to_text(fill.price);
  }

  bool check_fill(const ScenarioLine& line) {
    compare(line, joined(line.words), fill_text(take_next(line, fills_, "a fill")));
    return true;
  }

  bool check_preview_total(const ScenarioLine& line, const Words& words) {
    if (!preview_) words.fail("there is no preview before it");
    if (!fills_.empty())
      throw ScenarioError(line, "expected no further fill, got \"" + fill_text(fills_.front()) + "\"");
    compare(line, joined(line.words),
            "preview_total filled " + number(preview_->filled) + " value " + to_text(preview_->value) +
                " fees " + to_text(preview_->fees));
    preview_.reset();
    return true;
  }

  // Before the line that begins with `next`: what the last command did must have been named completely.
  void require_nothing_left(const ScenarioLine& line, std::string_view next) const {
    const auto left = [&](const std::string& what, const std::string& text) {
      throw ScenarioError(line, "expected no further " + what + ", got \"" + text + "\"");
    };
    const bool goes_on = next == "trade" || next == "prevented" || next == "transfer";
    if (!goes_on && !trades_.empty()) left("trade", trade_text(trades_.front()));
    const std::string& last = line.words.front();
    if (next != "prevented" && last == "prevented" && !prevented_.empty())
      left("prevented self trade", prevented_text(prevented_.front()));
    if (next != "transfer" && last == "transfer" && !transfers_.empty())
      left("transfer", transfer_text(transfers_.front(), exchange_.engine()));
    if (preview_ && next != "fill" && next != "preview_total")
      throw ScenarioError(line, "a preview ends with \"preview_total\"");
  }

  ScenarioCoverage& coverage_;
  TestExchange exchange_;
  tl::expected<Applied, Refused> outcome_;
  std::deque<Trade> trades_;                  // of the last command, not yet named by a trade line
  std::deque<SelfTradePrevented> prevented_;  // likewise
  std::deque<Transfer> transfers_;            // likewise
  std::optional<OrderPreview> preview_;       // until its preview_total
  std::deque<PreviewFill> fills_;
};

}  // namespace

void run_scenario(const std::filesystem::path& file, ScenarioCoverage& coverage) {
  Runner(coverage).run(file);
}

}  // namespace market::test
