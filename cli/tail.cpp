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
    FeedStream stream(context_, {options_.channels, options_.symbols, last_id_, options_.duration},
                      [this](const FeedStream::Message& message) { return take(message); });
    return stream.run();
  }

 private:
  Status open_resume_file() {
    if (options_.since) last_id_ = *options_.since;
    if (!options_.resume_file) return {};
    resume_.emplace(*options_.resume_file);
    const auto id = resume_->open();
    if (!id) return tl::unexpected(id.error());
    if (!id->empty()) last_id_ = *id;
    return {};
  }

  Result<FeedStream::Next> take(const FeedStream::Message& message) {
    const std::string type = text_of(message.json, "type");
    if (type != "heartbeat" && type != "server") {
      // Nobody reads any more: main() looks at why.
      if (!printer_.print(message.text, message.json)) return FeedStream::Next::end;
      ++printed_;
    }
    if (resume_ && !message.id.empty() && message.id != last_id_)
      if (const Status written = resume_->write(message.id); !written) return tl::unexpected(written.error());
    last_id_ = message.id;
    return options_.count && printed_ >= *options_.count ? FeedStream::Next::end : FeedStream::Next::more;
  }

  Context& context_;
  const TailOptions& options_;
  FeedPrinter printer_;
  std::optional<ResumeFile> resume_;
  std::string last_id_;
  std::uint64_t printed_ = 0;
};

}  // namespace

Status tail_feed(Context& context, const TailOptions& options) {
  return Tail(context, options).run();
}

}  // namespace market::cli
