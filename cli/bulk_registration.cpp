#include "cli/bulk_registration.hpp"

#include "cli/interrupt.hpp"
#include "cli/json.hpp"
#include "cli/keys_file.hpp"
#include "cli/plural.hpp"
#include "cli/progress.hpp"
#include "cli/roster.hpp"

namespace market::cli {
namespace {

// What every further request would meet as well.
bool ends_everything(const Failure& failure) {
  return failure.exit == ExitCode::unreachable || failure.exit == ExitCode::timed_out ||
         failure.exit == ExitCode::auth || failure.code == "bad_answer";
}

// The answer was that of a server which knows that it changed nothing.
bool was_refused(const Failure& failure) {
  return !failure.problem.empty() && failure.exit != ExitCode::failure &&
         failure.exit != ExitCode::rate_limited;
}

class BulkRegistration {
 public:
  BulkRegistration(Context& context, std::vector<RosterEntry> entries)
      : context_(context), entries_(std::move(entries)) {}

  Status run(const std::optional<std::string>& keys_path) {
    if (keys_path) {
      keys_file_.emplace(*keys_path);
      if (const Status opened = keys_file_->open(); !opened) return opened;
    }
    catch_interrupts();
    const Status sent = send_all();
    if (rows_.empty()) return sent;
    if (const Status shown = context_.output().show(registrations_view(), Json{{"items", rows_}}, ""); !shown)
      return shown;
    summarize();
    return sent ? failed_rows() : stopped(sent.error());
  }

 private:
  Status send_all() {
    const OutputOptions& options = context_.output().options();
    const bool shown = options.err_is_terminal && !options.quiet;
    Progress progress(context_.output().err(), shown ? Progress::Bar::shown : Progress::Bar::hidden,
                      entries_.size());
    for (const RosterEntry& entry : entries_) {
      if (interrupted()) return silent_end(ExitCode::interrupted);
      if (const Status sent = send(entry); !sent) return sent;
      progress.show(rows_.size());
    }
    return {};
  }

  // Fails with what ends the whole run; the row of what was refused says why.
  Status send(const RosterEntry& entry) {
    const auto answer = context_.fetch({"POST", "/v1/traders", entry.body, Repeat::at_risk});
    if (answer) return registered(entry, text_of(*answer, "api_key"));
    const Failure& failed = answer.error();
    if (ends_everything(failed)) return tl::unexpected(failed);
    if (const auto state = state_of_existing(entry, failed)) {
      if (*state == State::closed)
        ++closed_;
      else
        ++existing_;
      if (*state == State::open && !has_key(entry.id)) ++keyless_;
      add_row(entry, *state == State::closed ? "closed" : "exists", Json(), Json());
      return {};
    }
    if (!first_failure_) first_failure_ = failed;
    ++failed_;
    add_row(entry, "failed", Json(), "line " + std::to_string(entry.line) + ": " + failure_line(failed));
    return {};
  }

  enum class State { open, closed };

  // A registration can be refused for another reason before the server notices that the trader exists: the
  // treasury may have no shares left for it.
  std::optional<State> state_of_existing(const RosterEntry& entry, const Failure& failed) {
    const bool is_duplicate = failed.code == "duplicate_trader";
    if (!is_duplicate && !was_refused(failed)) return std::nullopt;
    const auto trader = context_.fetch({"GET", "/v1/traders/" + entry.id, "", Repeat::safe});
    if (!trader) return is_duplicate ? std::optional(State::open) : std::nullopt;
    return text_of(*trader, "status") == "closed" ? State::closed : State::open;
  }

  bool has_key(const std::string& id) const {
    return context_.settings().keys.find(id) || (keys_file_ && keys_file_->holds(id));
  }

  Status registered(const RosterEntry& entry, const std::string& key) {
    ++registered_;
    const Status kept = context_.settings().keys.store(entry.id, key);
    if (!kept && !key_not_kept_) key_not_kept_ = kept.error();
    const Status filed = keys_file_ ? keys_file_->append(entry.id, key) : Status();
    // A key that its file does not take is shown after all: nobody will see it again.
    add_row(entry, "registered", keys_file_ && filed ? Json() : Json(key), Json());
    return filed;
  }

  void add_row(const RosterEntry& entry, std::string_view status, Json key, Json problem) {
    rows_.push_back(
        {{"id", entry.id}, {"status", status}, {"api_key", std::move(key)}, {"problem", std::move(problem)}});
  }

  void summarize() {
    Output& output = context_.output();
    const KeyStore& keys = context_.settings().keys;
    std::string text = std::to_string(registered_) + " registered, " + std::to_string(existing_) +
                       " there already, " + std::to_string(failed_) + " failed";
    if (closed_ > 0) text += ", " + std::to_string(closed_) + " closed for good";
    if (registered_ > 0 && !key_not_kept_)
      text += "; the keys are kept in " + keys.file_of("x").parent_path().string() + ": use --as TRADER";
    output.notice(text);
    if (key_not_kept_) output.notice(failure_line(*key_not_kept_));
    if (keyless_ > 0)
      output.notice("no key is kept here for " + std::to_string(keyless_) +
                    " of those there already: marketctl trader key add TRADER makes a new one");
  }

  Status failed_rows() const {
    if (!first_failure_) return {};
    Failure failed;
    failed.exit = first_failure_->exit;
    failed.code = "register";
    failed.detail =
        std::to_string(failed_) + " of " + counted(std::to_string(rows_.size()), "trader") + " failed";
    failed.hint = "put right what the list says and run it again: those that are there stay as they are";
    failed.answer_shown = true;
    return tl::unexpected(std::move(failed));
  }

  Status stopped(Failure failed) const {
    failed.hint = std::to_string(rows_.size()) + " of " + counted(std::to_string(entries_.size()), "trader") +
                  (entries_.size() == 1 ? " was" : " were") + " done: run it again to go on" +
                  (failed.hint.empty() ? "" : "; ") + failed.hint;
    failed.answer_shown = true;
    return tl::unexpected(std::move(failed));
  }

  Context& context_;
  std::vector<RosterEntry> entries_;
  std::optional<KeysFile> keys_file_;
  Json rows_ = Json::array();
  std::size_t registered_ = 0, existing_ = 0, closed_ = 0, failed_ = 0;
  std::size_t keyless_ = 0;  // of the existing ones
  std::optional<Failure> first_failure_;
  std::optional<Failure> key_not_kept_;
};

}  // namespace

Status register_roster(Context& context, const std::string& file,
                       const std::optional<std::string>& keys_file) {
  const auto text = context.read_input(file);
  if (!text) return tl::unexpected(text.error());
  auto entries = parse_roster(*text, file == "-" ? "standard input" : file);
  if (!entries) return tl::unexpected(entries.error());
  return BulkRegistration(context, std::move(*entries)).run(keys_file);
}

}  // namespace market::cli
