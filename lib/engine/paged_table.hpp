// PagedTable: a sparse array over dense indices. Pages of 4 KiB are made when one of their records is first
// written, so a table over all traders costs memory only around those who are in it, and a look-up is two
// loads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/block.hpp"

namespace market {

template <class T>
class PagedTable {
 public:
  T& at(std::uint32_t index) {
    const std::size_t page = index / kPage;
    if (page >= pages_.size() || !pages_[page]) make_page(page);
    return (*pages_[page])[index % kPage];
  }

  T* find(std::uint32_t index) {
    const std::size_t page = index / kPage;
    if (page >= pages_.size() || !pages_[page]) return nullptr;
    return &(*pages_[page])[index % kPage];
  }
  // nullptr when nothing near `index` was ever written.
  const T* find(std::uint32_t index) const {
    const std::size_t page = index / kPage;
    if (page >= pages_.size() || !pages_[page]) return nullptr;
    return &(*pages_[page])[index % kPage];
  }

  // Calls visit(index, record) for every record of every page, in order of index.
  template <class F>
  void for_each(F&& visit) const {
    for (std::size_t page = 0; page < pages_.size(); ++page)
      if (pages_[page])
        for (std::size_t i = 0; i < kPage; ++i)
          visit(static_cast<std::uint32_t>(page * kPage + i), (*pages_[page])[i]);
  }

 private:
  static constexpr std::size_t kPage = 4096 / sizeof(T);
  [[gnu::noinline]] void make_page(std::size_t page) {
    if (page >= pages_.size()) pages_.resize(page + 1);
    pages_[page] = make_block<T, kPage>();
  }

  std::vector<Block<T, kPage>> pages_;
};

}  // namespace market
