// StateArchive: the state of the simulator as bytes, written and read by the same code: each class names its
// members once, in `state(StateArchive&)`, and an archive either saves or loads them. Numbers are 64 bits,
// little endian.
//
// What is loaded is checked: a text that ends early or a list too long for it fails, and after a failure
// everything loads as 0.
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"

namespace market::sim {

class StateArchive {
 public:
  StateArchive() = default;                                                        // saves
  explicit StateArchive(std::string_view bytes) : loading_(true), rest_(bytes) {}  // loads; keeps no copy

  bool loading() const { return loading_; }
  // What was saved so far.
  const std::string& bytes() const { return saved_; }
  bool at_end() const { return rest_.empty(); }
  // Keeps the first.
  void fail(std::string_view what) {
    if (failure_.empty()) failure_ = what;
  }
  const std::string& failure() const { return failure_; }  // empty: none

  template <std::integral T>
  void field(T& value) {
    take(value, static_cast<T>(word(static_cast<std::uint64_t>(value))));
  }
  void field(Side& side) { take(side, word(static_cast<std::uint64_t>(side)) == 0 ? Side::buy : Side::sell); }
  void field(double& value) { take(value, std::bit_cast<double>(word(std::bit_cast<std::uint64_t>(value)))); }
  void field(Price& price) { take(price, Price(signed_word(price.units()))); }
  void field(Quantity& quantity) { take(quantity, Quantity(signed_word(quantity.shares()))); }
  void field(Timestamp& time) { take(time, Timestamp(signed_word(time.ns()))); }
  void field(Duration& duration) { take(duration, Duration(signed_word(duration.ns()))); }
  template <class Tag, class Rep>
  void field(Id<Tag, Rep>& id) {
    take(id, Id<Tag, Rep>(static_cast<Rep>(word(id.value()))));
  }
  void field(std::string& text);

  template <class T>
  void field(std::optional<T>& value) {
    bool there = value.has_value();
    field(there);
    if (!there) {
      if (loading_) value.reset();
      return;
    }
    if (!value) value.emplace();
    field(*value);
  }

  template <class T>
  void field(std::vector<T>& list) {
    const std::size_t size = count(list.size());
    if (loading_) list.resize(size);
    for (T& item : list) field(item);
  }

  // A class with a member function state(StateArchive&).
  template <class T>
  requires requires(T& object, StateArchive& archive) { object.state(archive); }
  void field(T& object) { object.state(*this); }

  template <class... T>
  void fields(T&... values) {
    (field(values), ...);
  }

  // The length of a list: no more than the text still has bytes for.
  std::size_t count(std::size_t size);

 private:
  // Saving writes to no member: others may read them meanwhile.
  template <class T>
  void take(T& value, T loaded) {
    if (loading_) value = loaded;
  }
  std::uint64_t word(std::uint64_t value);
  std::int64_t signed_word(std::int64_t value) {
    return static_cast<std::int64_t>(word(static_cast<std::uint64_t>(value)));
  }

  bool loading_ = false;
  std::string saved_;
  std::string_view rest_;
  std::string failure_;
};

}  // namespace market::sim
