// FeedLimits: how many subscribers there may be, in all and for each of those who subscribe. Shared by the
// loops.
//
// Thread rule: own mutex; any thread.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <tl/expected.hpp>

#include "wire/problem.hpp"

namespace market {

class FeedLimits {
 public:
  FeedLimits(std::uint32_t in_all, std::uint32_t for_each) : in_all_(in_all), for_each_(for_each) {}

  // One subscriber's place, given back at its end. Must not outlive the limits.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept;
    ~Place() { give_back(); }

   private:
    friend class FeedLimits;
    void give_back();
    FeedLimits* limits_ = nullptr;
    std::string who_;
  };

  // 503 when the server has as many as it may, 429 when `who` has.
  [[nodiscard]] tl::expected<Place, Problem> take(const std::string& who);
  // The same place counts for `who` from now on; 429 when `who` has as many as it may, then nothing changes.
  [[nodiscard]] tl::expected<void, Problem> move(Place& place, const std::string& who);

 private:
  tl::expected<void, Problem> count(const std::string& who);

  const std::uint32_t in_all_, for_each_;
  std::mutex mutex_;
  std::uint32_t taken_ = 0;
  std::map<std::string, std::uint32_t> taken_by_;
};

}  // namespace market
