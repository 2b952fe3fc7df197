#include "tests/support/scenario_runner.hpp"

#include <algorithm>
#include <deque>

#include "core/decimal.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/scenario_checks.hpp"

namespace market::test {
namespace {

std::string pair_text(OrderId a, OrderId b, char separator) {
  return number(a) + separator + number(b);
}

// "activated:5"; empty for an event that is about no order.
std::string event_text(const Event& event) {
  if (const auto* e = std::get_if<OrderAccepted>(&event)) return "accepted:" + number(e->order);
  if (const auto* e = std::get_if<OrderAmended>(&event)) return "amended:" + number(e->order);
  if (const auto* e = std::get_if<OrderActivated>(&event)) return "activated:" + number(e->order);
  if (const auto* e = std::get_if<OrderEnded>(&event)) return "ended:" + number(e->order);
  if (const auto* e = std::get_if<Trade>(&event))
    return "trade:" + pair_text(e->buy_order, e->sell_order, '/');
  if (const auto* e = std::get_if<SelfTradePrevented>(&event))
    return "prevented:" + pair_text(e->incoming, e->resting, '/');
  return "";
}

std::string trade_text(const Trade& trade, bool with_fees) {
  // An auction has no maker and taker: the buyer comes first.
  const bool buyer_first = trade.auction || trade.aggressor == Side::sell;
  const std::string start = "trade " + number(trade.quantity) + " @ " + to_text(trade.price);
  std::string text;
  if (trade.auction)
    text = start + " auction buy " + number(trade.buy_order) + " sell " + number(trade.sell_order);
  else if (buyer_first)
    text = start + " maker " + number(trade.buy_order) + " taker " + number(trade.sell_order);
  else
    text = start + " maker " + number(trade.sell_order) + " taker " + number(trade.buy_order);
  if (with_fees)
    text += " fees " + to_text(buyer_first ? trade.buyer_fee : trade.seller_fee) + " " +
            to_text(buyer_first ? trade.seller_fee : trade.buyer_fee);
  return text;
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
    for (const Event& event : exchange_.events())
      if (const auto* prevented = std::get_if<SelfTradePrevented>(&event)) prevented_.push_back(*prevented);
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
    if (trades_.empty()) throw ScenarioError(line, "expected a trade, got none");
    const Trade trade = trades_.front();
    trades_.pop_front();
    const bool with_fees = std::find(line.words.begin(), line.words.end(), "fees") != line.words.end();
    compare(line, joined(line.words), trade_text(trade, with_fees));
    return true;
  }

  bool check_prevented(const ScenarioLine& line) {
    if (prevented_.empty()) throw ScenarioError(line, "expected a prevented self trade, got none");
    const SelfTradePrevented prevented = prevented_.front();
    prevented_.pop_front();
    compare(line, joined(line.words), "prevented " + pair_text(prevented.incoming, prevented.resting, ' '));
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
    if (fills_.empty()) throw ScenarioError(line, "expected a fill, got none");
    const PreviewFill fill = fills_.front();
    fills_.pop_front();
    compare(line, joined(line.words), fill_text(fill));
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
    if (next != "trade" && next != "prevented" && !trades_.empty())
      throw ScenarioError(line,
                          "expected no further trade, got \"" + trade_text(trades_.front(), false) + "\"");
    if (next != "prevented" && line.words.front() == "prevented" && !prevented_.empty())
      throw ScenarioError(line, "expected no further prevented self trade, got \"prevented " +
                                    pair_text(prevented_.front().incoming, prevented_.front().resting, ' ') +
                                    "\"");
    if (preview_ && next != "fill" && next != "preview_total")
      throw ScenarioError(line, "a preview ends with \"preview_total\"");
  }

  ScenarioCoverage& coverage_;
  TestExchange exchange_;
  tl::expected<Applied, Refused> outcome_;
  std::deque<Trade> trades_;                  // of the last command, not yet named by a trade line
  std::deque<SelfTradePrevented> prevented_;  // likewise
  std::optional<OrderPreview> preview_;       // until its preview_total
  std::deque<PreviewFill> fills_;
};

}  // namespace

void run_scenario(const std::filesystem::path& file, ScenarioCoverage& coverage) {
  Runner(coverage).run(file);
}

}  // namespace market::test
