// Changes to a scenario's text before it is read, for sweeps over its parameters: "agents.noise.count=5".
//
// A path names members, parted by dots. An entry of a list is named by its id or its symbol, by its type when
// no other has the same, or by its place from 0. The value is JSON, or else text. A member that is not there
// is added: reading the scenario then finds out whether there is such a thing.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace market {

// The changed text. The error names the change and the nearest name that there is.
[[nodiscard]] tl::expected<std::string, std::string> change_scenario(std::string_view json_text,
                                                                     std::span<const std::string> changes);

}  // namespace market
