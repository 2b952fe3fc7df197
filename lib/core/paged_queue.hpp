// PagedQueue: a queue of records that is read at any place, in blocks of 16 KiB: appending allocates nothing
// most of the time and moves nothing, and what is dropped at the front is used again.
//
// Thread rule: none of its own.
#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <new>
#include <type_traits>

#include "core/block.hpp"

namespace market {

template <class T>
class PagedQueue {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // From the front, of those that are here.
  const T& operator[](std::size_t index) const { return *at(first_ + index); }
  const T& front() const { return *at(first_); }

  void push_back(const T& record) {
    const std::size_t place = first_ + size_;
    if (place == pages_.size() * kPage) pages_.emplace_back(static_cast<T*>(allocate_block(kBytes)));
    new (at(place)) T(record);
    ++size_;
  }

  void pop_front(std::size_t count = 1) {
    size_ -= count;
    for (first_ += count; first_ >= kPage; first_ -= kPage) pages_.pop_front();
  }

 private:
  static_assert(std::is_trivially_destructible_v<T>);
  static constexpr std::size_t kBytes = 16 << 10;
  static constexpr std::size_t kPage = kBytes / sizeof(T);
  static_assert(kPage > 0);

  struct Free {
    void operator()(T* page) const noexcept { free_block(page, kBytes); }
  };

  T* at(std::size_t place) const { return pages_[place / kPage].get() + place % kPage; }

  std::deque<std::unique_ptr<T, Free>> pages_;
  std::size_t first_ = 0;  // in the first page
  std::size_t size_ = 0;
};

}  // namespace market
