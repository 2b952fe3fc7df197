#include "store/command_codec.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/check.hpp"
#include "store/byte_reader.hpp"
#include "store/byte_writer.hpp"
#include "store/command_enums.hpp"
#include "store/command_fields.hpp"

namespace market {
namespace {

// The number inside each of the signed strong types; all are built from it explicitly.
std::int64_t number_in(std::int64_t value) {
  return value;
}
std::int64_t number_in(Quantity value) {
  return value.shares();
}
std::int64_t number_in(Price value) {
  return value.units();
}
std::int64_t number_in(Money value) {
  return value.units();
}
std::int64_t number_in(Rate value) {
  return value.units();
}
std::int64_t number_in(Duration value) {
  return value.ns();
}
std::int64_t number_in(Timestamp value) {
  return value.ns();
}

template <class T>
concept SignedNumber = requires(const T& value) {
  number_in(value);
}
&&std::constructible_from<T, std::int64_t> && !std::unsigned_integral<T>;

template <class T>
concept Enum = std::is_enum_v<T>;

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }

 private:
  void put(bool value) { out_.byte(value ? 1 : 0); }

  template <std::unsigned_integral T>
  void put(const T& value) {
    out_.varint(value);
  }

  template <SignedNumber T>
  void put(const T& value) {
    out_.zigzag(number_in(value));
  }

  template <Enum T>
  void put(const T& value) {
    out_.byte(static_cast<std::uint8_t>(value));
  }

  template <class Tag, class Rep>
  void put(const Id<Tag, Rep>& value) {
    out_.varint(value.value());
  }

  template <std::size_t N>
  void put(const ShortText<N>& value) {
    out_.text(value.view());
  }

  void put(const std::string& value) {
    MARKET_CHECK(value.size() <= kMaxCommandText);
    out_.text(value);
  }

  template <std::size_t N>
  void put(const std::array<std::uint8_t, N>& value) {
    out_.bytes({reinterpret_cast<const char*>(value.data()), N});
  }

  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }

  template <class First, class Second>
  void put(const std::pair<First, Second>& value) {
    put(value.first);
    put(value.second);
  }

  template <class T>
  void put(const std::vector<T>& values) {
    out_.varint(values.size());
    for (const T& value : values) put(value);
  }

  template <class T>
  void put(const T& value) {
    fields(*this, value);
  }

  ByteWriter out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : in_(bytes) {}

  bool finished() const { return in_.finished(); }

  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }

 private:
  void get(bool& value) {
    const std::uint8_t byte = in_.byte();
    if (byte > 1) in_.fail();
    value = byte == 1;
  }

  template <std::unsigned_integral T>
  void get(T& value) {
    const std::uint64_t wide = in_.varint();
    if (wide > std::numeric_limits<T>::max()) in_.fail();
    value = static_cast<T>(wide);
  }

  template <SignedNumber T>
  void get(T& value) {
    value = T(in_.zigzag());
  }

  template <Enum T>
  void get(T& value) {
    const T read = static_cast<T>(in_.byte());
    if (is_known(read)) {
      value = read;
    } else {
      in_.fail();
    }
  }

  template <class Tag, class Rep>
  void get(Id<Tag, Rep>& value) {
    Rep number = 0;
    get(number);
    value = Id<Tag, Rep>(number);
  }

  template <std::size_t N>
  void get(ShortText<N>& value) {
    value = ShortText<N>(in_.text(N));
  }

  void get(std::string& value) { value = in_.text(kMaxCommandText); }

  template <std::size_t N>
  void get(std::array<std::uint8_t, N>& value) {
    const std::string_view bytes = in_.bytes(N);
    std::copy(bytes.begin(), bytes.end(), value.begin());
  }

  template <class T>
  void get(std::optional<T>& value) {
    bool present = false;
    get(present);
    if (present) get(value.emplace());
  }

  template <class First, class Second>
  void get(std::pair<First, Second>& value) {
    get(value.first);
    get(value.second);
  }

  // An element takes at least a byte, so a false length cannot make this allocate more than the bytes
  // justify.
  template <class T>
  void get(std::vector<T>& values) {
    const std::uint64_t size = in_.varint();
    if (size > in_.remaining()) in_.fail();
    for (std::uint64_t i = 0; i < size && in_.ok(); ++i) get(values.emplace_back());
  }

  template <class T>
  void get(T& value) {
    fields(*this, value);
  }

  ByteReader in_;
};

template <class T>
concept HasLaterFields = requires(const T& command) {
  needs_later_fields(command);
};

template <class T>
std::optional<Command> decode_first(std::string_view bytes) {
  T command;
  Decoder decoder(bytes);
  decoder(command);
  if (!decoder.finished()) return std::nullopt;
  return Command(std::move(command));
}

template <class T>
std::optional<Command> decode_second([[maybe_unused]] std::string_view bytes) {
  if constexpr (HasLaterFields<T>) {
    T command;
    Decoder decoder(bytes);
    decoder(command);
    later_fields(decoder, command);
    if (decoder.finished() && needs_later_fields(command)) return Command(std::move(command));
  }
  return std::nullopt;
}

using DecodeFunction = std::optional<Command> (*)(std::string_view);

struct Decoders {
  DecodeFunction first, second;
};

template <class... T>
constexpr std::array<Decoders, sizeof...(T)> decoders_of(const std::variant<T...>*) {
  return {Decoders{decode_first<T>, decode_second<T>}...};
}

constexpr auto kDecoders = decoders_of(static_cast<const Command*>(nullptr));
static_assert(kDecoders.size() <= kSecondLayout);

}  // namespace

void encode_command(std::string& out, const Command& command) {
  const std::size_t tag_at = out.size();
  out.push_back(static_cast<char>(command.index()));
  std::visit(
      [&]<class T>(const T& alternative) {
        Encoder encoder(out);
        encoder(alternative);
        if constexpr (HasLaterFields<T>) {
          if (!needs_later_fields(alternative)) return;
          out[tag_at] = static_cast<char>(command.index() + kSecondLayout);
          later_fields(encoder, alternative);
        }
      },
      command);
}

std::optional<Command> decode_command(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto tag = static_cast<std::uint8_t>(bytes.front());
  const std::size_t kind = tag % kSecondLayout;
  if (kind >= kDecoders.size()) return std::nullopt;
  const Decoders& decoders = kDecoders[kind];
  return (tag < kSecondLayout ? decoders.first : decoders.second)(bytes.substr(1));
}

}  // namespace market
