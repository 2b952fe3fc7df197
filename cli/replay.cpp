#include "cli/replay.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <ostream>
#include <thread>
#include <unordered_map>

#include "cli/batch_sender.hpp"
#include "cli/interrupt.hpp"
#include "cli/json.hpp"
#include "cli/lobster_translator.hpp"
#include "cli/plural.hpp"
#include "cli/progress.hpp"
#include "cli/replay_venue.hpp"
#include "core/money.hpp"

namespace market::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Kind = LobsterTranslator::Kind;
using Type = LobsterMessage::Type;

// Time spent, and the operations a second that come of it.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(SteadyClock::now() - started_).count(); }
  std::uint64_t rate(std::size_t operations) const {
    return static_cast<std::uint64_t>(static_cast<double>(operations) / std::max(seconds(), 1e-6));
  }
  std::string seconds_text() const {
    const auto hundredths = static_cast<std::uint64_t>(seconds() * 100);
    const std::string rest = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" + rest : rest);
  }

 private:
  SteadyClock::time_point started_ = SteadyClock::now();
};

Progress::Bar bar_for(const Output& output) {
  return output.options().err_is_terminal && !output.options().quiet ? Progress::Bar::shown
                                                                     : Progress::Bar::hidden;
}

// "98.4%", cut off: 100.0% is all of them
std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  const std::uint64_t tenths = part * 1000 / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

// What the venue refused: how often with which code.
class Refusals {
 public:
  // True when `result` is one.
  bool take(const Json& result) {
    if (integer_of(result, "status") < 400) return false;
    ++by_code_[text_of(member(result, "problem"), "code")];
    ++total_;
    return true;
  }
  std::uint64_t total() const { return total_; }
  std::string text() const {
    std::string text = grouped(total_);
    for (const auto& [code, count] : by_code_)
      text += (text.find(" (") == std::string::npos ? " (" : ", ") + code + " " + grouped(count);
    return total_ == 0 ? text : text + ")";
  }
  Json json() const {
    Json object = Json::object();
    for (const auto& [code, count] : by_code_) object[code] = count;
    return object;
  }

 private:
  std::map<std::string, std::uint64_t> by_code_;
  std::uint64_t total_ = 0;
};

// One execution of the file and what came of it.
struct Execution {
  std::uint64_t named_order = 0;  // the file's id
  std::int64_t wanted = 0;
  std::int64_t filled = 0;
  std::vector<std::uint64_t> trades;
};

class LobsterReplay {
 public:
  LobsterReplay(Context& context, const ReplayOptions& options, const std::vector<LobsterMessage>& messages,
                ReplayParties parties)
      : context_(context),
        options_(options),
        messages_(messages),
        parties_(parties),
        translator_(std::move(parties)),
        sender_(context, [this](std::size_t index, const Json& result) { receive(index, result); }) {}

  Status run() {
    catch_interrupts();
    const Status sent = send_all();
    if (!sent) return sent;
    seconds_ = watch_.seconds_text();
    rate_ = watch_.rate(sender_.sent());
    if (const Status matched = match_makers(); !matched) return matched;
    const Status shown = show_summary();
    return interrupted() ? Status(silent_end(ExitCode::interrupted)) : shown;
  }

 private:
  struct Sent {
    Kind kind;
    std::uint64_t order;  // of the file; for an execution its index in executions_
  };

  Status send_all() {
    Progress progress(context_.output().err(), bar_for(context_.output()), messages_.size());
    for (const LobsterMessage& message : messages_) {
      if (interrupted()) break;
      if (const Status paced = wait_until_due(message); !paced) return paced;
      if (message.type == Type::halt) {
        if (const Status done = apply_halt(message); !done) return done;
      } else if (const Status added = add(message); !added) {
        return added;
      }
      ++done_;
      progress.show(done_);
    }
    return sender_.flush();
  }

  // Holds the message back until its time has come; what was collected goes out before the wait.
  Status wait_until_due(const LobsterMessage& message) {
    if (!options_.speed) return {};
    const double after_s =
        static_cast<double>(message.time_ns - messages_.front().time_ns) / 1e9 / *options_.speed;
    if (after_s <= watch_.seconds()) return {};
    if (const Status sent = sender_.flush(); !sent) return sent;
    while (!interrupted() && watch_.seconds() < after_s)
      std::this_thread::sleep_for(std::chrono::duration<double>(std::min(after_s - watch_.seconds(), 0.1)));
    return {};
  }

  Status add(const LobsterMessage& message) {
    auto translated = translator_.translate(message);
    if (!translated.known) ++unknown_;
    if (translated.kind == Kind::none) return {};
    std::uint64_t order = message.order;
    if (translated.kind == Kind::execute) {
      executions_.push_back({message.order, message.size, 0, {}});
      order = executions_.size() - 1;
    }
    sent_.push_back({translated.kind, order});
    return sender_.add(std::move(translated.operation));
  }

  Status apply_halt(const LobsterMessage& message) {
    const bool halt = message.price_units < 0;
    if (halt == halted_) return {};
    if (const Status sent = sender_.flush(); !sent) return sent;
    const std::string target =
        "/v1/companies/" + percent_encoded(parties_.symbol) + (halt ? "/halt" : "/resume");
    const auto answer = context_.send({"POST", target, "{}", Repeat::at_risk});
    if (!answer) return tl::unexpected(answer.error());
    halted_ = halt;
    return {};
  }

  void receive(std::size_t index, const Json& result) {
    const Sent& sent = sent_[index];
    if (refusals_.take(result)) return;
    const Json& order = member(result, "order");
    if (sent.kind == Kind::place)
      venue_ids_[sent.order] = static_cast<std::uint64_t>(integer_of(order, "id"));
    if (sent.kind != Kind::execute) return;
    Execution& execution = executions_[sent.order];
    execution.filled = integer_of(order, "filled_quantity");
    for (const Json& trade : member(result, "trades"))
      execution.trades.push_back(static_cast<std::uint64_t>(integer_of(trade, "id")));
  }

  // A taker's trades do not say whose order they met; the maker's own trades of the same ids do.
  Status match_makers() {
    std::unordered_map<std::uint64_t, std::uint64_t> maker_order;  // by trade
    std::string cursor;
    while (true) {
      std::string target = "/v1/traders/" + parties_.maker + "/trades?limit=1000";
      if (!cursor.empty()) target += "&cursor=" + percent_encoded(cursor);
      const auto page = context_.fetch({"GET", target, "", Repeat::safe});
      if (!page) return tl::unexpected(page.error());
      for (const Json& trade : member(*page, "items"))
        if (text_of(trade, "liquidity") == "maker")
          maker_order[static_cast<std::uint64_t>(integer_of(trade, "id"))] =
              static_cast<std::uint64_t>(integer_of(trade, "order"));
      cursor = text_of(*page, "next");
      if (cursor.empty()) break;
    }
    for (const Execution& execution : executions_) {
      full_ += execution.filled == execution.wanted;
      filled_shares_ += execution.filled;
      wanted_shares_ += execution.wanted;
      const auto wanted = venue_ids_.find(execution.named_order);
      bool met = wanted != venue_ids_.end() && !execution.trades.empty();
      for (const std::uint64_t trade : execution.trades) met = met && maker_order[trade] == wanted->second;
      met_ += met;
    }
    return {};
  }

  std::uint64_t count(Type type) const {
    return static_cast<std::uint64_t>(std::count_if(messages_.begin(),
                                                    messages_.begin() + static_cast<std::ptrdiff_t>(done_),
                                                    [&](const LobsterMessage& m) { return m.type == type; }));
  }

  Status show_summary() {
    Output& output = context_.output();
    if (output.format() == Format::table && output.options().fields.empty()) {
      print_summary(output);
      return {};
    }
    Json summary;
    summary["file"] = options_.file;
    summary["symbol"] = parties_.symbol;
    summary["maker"] = parties_.maker;
    summary["taker"] = parties_.taker;
    summary["messages"] = done_;
    summary["operations"] = sender_.sent();
    summary["orders"] = venue_ids_.size();
    summary["executions"] = executions_.size();
    summary["executions_filled_as_recorded"] = full_;
    summary["recorded_quantity"] = wanted_shares_;
    summary["filled_quantity"] = filled_shares_;
    summary["executions_met_named_order"] = met_;
    summary["skipped_ids"] = unknown_;
    summary["hidden_executions_skipped"] = count(Type::hidden_execution);
    summary["refused"] = refusals_.json();
    summary["seconds"] = seconds_;
    summary["operations_per_second"] = rate_;
    return output.show(object_view(), summary, "");
  }

  void print_summary(Output& output) {
    const auto line = [&](std::string_view name, const std::string& text) {
      output.out() << pad_right(name, 22) << text << '\n';
    };
    output.out() << options_.file << " replayed as " << parties_.symbol << " by " << parties_.maker << " and "
                 << parties_.taker << '\n';
    line("messages", grouped(done_) + " (" + grouped(count(Type::new_order)) + " new, " +
                         counted(grouped(count(Type::partial_cancel)), "partial cancel") + ", " +
                         counted(grouped(count(Type::deletion)), "delete") + ", " +
                         counted(grouped(count(Type::execution)), "execution") + ", " +
                         grouped(count(Type::hidden_execution)) + " hidden: skipped, " +
                         counted(grouped(count(Type::halt)), "halt") + ")");
    line("orders", grouped(venue_ids_.size()));
    line("executions", grouped(executions_.size()) + ", " + grouped(full_) + " filled as recorded (" +
                           percent(full_, executions_.size()) + ")");
    line("shares executed", grouped(static_cast<std::uint64_t>(filled_shares_)) + " of " +
                                grouped(static_cast<std::uint64_t>(wanted_shares_)) + " recorded");
    line("met the named order", grouped(met_) + " (" + percent(met_, executions_.size()) + ")");
    line("skipped ids", counted(grouped(unknown_), "message") +
                            (unknown_ == 1 ? " names an order" : " name orders") +
                            " that stood in the book before the file begins");
    line("refused", refusals_.text());
    line("operations", grouped(sender_.sent()) + " in " + seconds_ + " s, " + grouped(rate_) + " a second");
  }

  Context& context_;
  const ReplayOptions& options_;
  const std::vector<LobsterMessage>& messages_;
  ReplayParties parties_;
  LobsterTranslator translator_;
  BatchSender sender_;
  Stopwatch watch_;
  std::vector<Sent> sent_;
  std::vector<Execution> executions_;
  std::unordered_map<std::uint64_t, std::uint64_t> venue_ids_;  // by the file's id
  Refusals refusals_;
  bool halted_ = false;
  std::size_t done_ = 0;
  std::uint64_t unknown_ = 0, full_ = 0, met_ = 0, rate_ = 0;
  std::int64_t wanted_shares_ = 0, filled_shares_ = 0;
  std::string seconds_;
};

Status show_dry_run(Context& context, const std::vector<LobsterMessage>& messages,
                    const ReplayOptions& options) {
  std::array<std::uint64_t, 8> counts{};
  for (const LobsterMessage& message : messages) ++counts[static_cast<std::size_t>(message.type)];
  Json summary;
  summary["file"] = options.file;
  summary["messages"] = messages.size();
  for (const auto& [name, type] :
       {std::pair{"new", 1}, std::pair{"partial_cancels", 2}, std::pair{"deletes", 3},
        std::pair{"executions", 4}, std::pair{"hidden_executions", 5}, std::pair{"halts", 7}})
    summary[name] = counts[static_cast<std::size_t>(type)];
  return context.output().show(object_view(), summary, "");
}

}  // namespace

Status replay_lobster(Context& context, std::string_view text, const ReplayOptions& options) {
  const auto messages = parse_lobster(text);
  if (!messages) return usage_failure(messages.error(), "seconds,type,order,size,price,direction");
  if (messages->empty()) return usage_failure("the file " + options.file + " holds no messages");
  if (options.dry_run) return show_dry_run(context, *messages, options);
  if (options.symbol.empty()) return usage_failure("as which company? give --symbol");
  const auto needs = needs_of(*messages);
  if (!needs) return tl::unexpected(needs.error());
  auto parties = prepare_replay(context, options.symbol, *needs);
  if (!parties) return tl::unexpected(parties.error());
  return LobsterReplay(context, options, *messages, std::move(*parties)).run();
}

Status replay_operations(Context& context, std::string_view text, const ReplayOptions& options) {
  if (options.speed) return usage_failure("--speed needs recorded times, which JSON lines do not have");
  auto operations = parse_operations(text);
  if (!operations) return tl::unexpected(operations.error());
  if (operations->empty()) return usage_failure("the file " + options.file + " holds no operations");
  Refusals refusals;
  std::uint64_t trades = 0;
  BatchSender sender(context, [&](std::size_t, const Json& result) {
    if (!refusals.take(result)) trades += member(result, "trades").size();
  });
  catch_interrupts();
  const Stopwatch watch;
  {
    Progress progress(context.output().err(), bar_for(context.output()), operations->size());
    for (Json& operation : *operations) {
      if (options.dry_run || interrupted()) break;
      complete_operation(operation, context.trader());
      if (const Status added = sender.add(to_line(operation)); !added) return added;
      progress.show(sender.added());
    }
    if (const Status sent = sender.flush(); !sent) return sent;
  }
  Json summary;
  summary["file"] = options.file;
  summary["operations"] = options.dry_run ? operations->size() : sender.sent();
  summary["refused"] = refusals.json();
  summary["trades"] = trades;
  summary["seconds"] = watch.seconds_text();
  summary["operations_per_second"] = watch.rate(sender.sent());
  const Status shown = context.output().show(object_view(), summary, "");
  return interrupted() ? Status(silent_end(ExitCode::interrupted)) : shown;
}

}  // namespace market::cli
