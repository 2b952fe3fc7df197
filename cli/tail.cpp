#include "cli/tail.hpp"

#include <ostream>

#include "cli/feed_printer.hpp"
#include "cli/feed_stream.hpp"
#include "cli/json.hpp"
#include "cli/resume_file.hpp"

namespace market::cli {
namespace {

class Tail {
 public:
  Tail(Context& context, const TailOptions& options)
      : context_(context),
        options_(options),
        printer_(context.output(),
                 options.channels == "trades" ? FeedPrinter::Rows::trades : FeedPrinter::Rows::mixed) {}

  Status run() {
    if (const Status opened = open_resume_file(); !opened) return opened;
    FeedStream stream(
        context_, {options_.channels, options_.symbols, since_, options_.duration},
        [this](const FeedStream::Message& message) { return take(message); },
        [this](const std::string& last_id) { return keep(last_id); });
    return stream.run();
  }

 private:
  Status open_resume_file() {
    since_ = options_.since.value_or("");
    if (!options_.resume_file) return {};
    resume_.emplace(*options_.resume_file);
    const auto id = resume_->open();
    if (!id) return tl::unexpected(id.error());
    kept_ = *id;
    if (!kept_.empty()) since_ = kept_;
    return {};
  }

  Result<FeedStream::Next> take(const FeedStream::Message& message) {
    const std::string type = text_of(message.json, "type");
    if (type != "heartbeat" && type != "server") {
      // Nobody reads any more: main() looks at why.
      if (!printer_.print(message.text, message.json)) return FeedStream::Next::end;
      ++printed_;
    }
    if (const Status kept = keep(message.id); !kept) return tl::unexpected(kept.error());
    return options_.count && printed_ >= *options_.count ? FeedStream::Next::end : FeedStream::Next::more;
  }

  // What nobody could read was not seen.
  Status keep(const std::string& id) {
    if (!resume_ || id.empty() || id == kept_ || !context_.output().out().good()) return {};
    kept_ = id;
    return resume_->write(id);
  }

  Context& context_;
  const TailOptions& options_;
  FeedPrinter printer_;
  std::optional<ResumeFile> resume_;
  std::string since_;
  std::string kept_;  // what the resume file holds
  std::uint64_t printed_ = 0;
};

}  // namespace

Status tail_feed(Context& context, const TailOptions& options) {
  return Tail(context, options).run();
}

}  // namespace market::cli
