#include "cli/progress.hpp"

namespace market::cli {

void Progress::show(std::uint64_t done) {
  constexpr std::uint64_t kWidth = 30;
  const auto now = Clock::now();
  if (bar_ == Bar::hidden || total_ == 0 || (now - drawn_ < std::chrono::milliseconds(100) && done < total_))
    return;
  drawn_ = now;
  visible_ = true;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const auto rate = static_cast<std::uint64_t>(seconds > 0 ? static_cast<double>(done) / seconds : 0);
  const std::uint64_t filled = done * kWidth / total_;
  err_ << "\r\x1b[K[" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] "
       << done * 100 / total_ << "%  " << grouped(done) << '/' << grouped(total_) << "  " << grouped(rate)
       << "/s" << std::flush;
}

void Progress::clear() {
  if (visible_) err_ << "\r\x1b[K" << std::flush;
  visible_ = false;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace market::cli
