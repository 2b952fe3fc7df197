// DataFolder: one daemon a folder, a key that only the owner reads, an endpoint that is there or not.
#include "daemon/data_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "daemon/api_key.hpp"
#include "daemon/start_error.hpp"

using namespace market;

namespace {

namespace fs = std::filesystem;

struct Temporary {
  fs::path path = fs::temp_directory_path() / ("market-folder-test-" + std::to_string(::getpid()));
  Temporary() { fs::create_directories(path); }
  ~Temporary() { fs::remove_all(path); }
};

std::string content(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

mode_t mode_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

template <class Status>
std::string refusal(const fs::path& folder, Status status) {
  try {
    const DataFolder opened(folder);
  } catch (const StartError& error) {
    CHECK(error.status() == status);
    return error.what();
  }
  return "opened";
}

}  // namespace

TEST_CASE("the first start makes the folder and an admin key that later starts keep") {
  const Temporary temporary;
  const fs::path path = temporary.path / "deep" / "market";
  std::string key;
  {
    const DataFolder folder(path);
    key = folder.admin_key();
    CHECK(mode_of(path) == 0700);
    CHECK(mode_of(path / "admin.key") == 0600);
    CHECK(content(path / "admin.key") == key + "\n");
    CHECK(folder.journal_file() == path / "journal.db");
    CHECK(folder.warning().empty());
  }
  CHECK(key.size() == 9 + 43);
  CHECK(key.find("mk_admin_") == 0);
  CHECK(key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
        std::string::npos);
  CHECK(DataFolder(path).admin_key() == key);
  CHECK(DataFolder(temporary.path / "other").admin_key() != key);
}

TEST_CASE("a folder has one owner, whose pid the others are told") {
  const Temporary temporary;
  {
    const DataFolder owner(temporary.path);
    const std::string why = refusal(temporary.path, ExitStatus::folder_in_use);
    CHECK(why.find("(pid " + std::to_string(::getpid()) + ")") != std::string::npos);
    CHECK(why.find(temporary.path.string()) != std::string::npos);
  }
  CHECK(refusal(temporary.path, ExitStatus::ok) == "opened");
}

TEST_CASE("the endpoint file is replaced in one step and removed at the end, also one left by a crash") {
  const Temporary temporary;
  const fs::path endpoint = temporary.path / "endpoint";
  std::ofstream(endpoint) << "http://127.0.0.1:1\n";
  {
    DataFolder folder(temporary.path);
    CHECK_FALSE(fs::exists(endpoint));
    folder.write_endpoint("http://127.0.0.1:2");
    folder.write_endpoint("http://127.0.0.1:3");
    CHECK(content(endpoint) == "http://127.0.0.1:3\n");
    CHECK_FALSE(fs::exists(temporary.path / "endpoint.tmp"));
  }
  CHECK_FALSE(fs::exists(endpoint));
}

TEST_CASE("a key that others can read is a warning, and a file without a key is refused") {
  const Temporary temporary;
  { const DataFolder made(temporary.path); }
  const fs::path key = temporary.path / "admin.key";
  REQUIRE(::chmod(key.c_str(), 0644) == 0);
  CHECK(DataFolder(temporary.path).warning().find("chmod 600") != std::string::npos);
  for (const char* text : {"", "\n", "short\n", "with blanks in it, which no header can carry\n"}) {
    CAPTURE(text);
    std::ofstream(key, std::ios::trunc) << text;
    CHECK(refusal(temporary.path, ExitStatus::corrupt).find(key.string()) == 0);
  }
  std::ofstream(key, std::ios::trunc) << std::string(kLongestKey, 'a') << '\n';
  CHECK(DataFolder(temporary.path).admin_key().size() == kLongestKey);
  std::ofstream(key, std::ios::trunc) << std::string(kLongestKey + 1, 'a') << '\n';
  CHECK(refusal(temporary.path, ExitStatus::corrupt).find(key.string()) == 0);
  std::ofstream(key, std::ios::trunc) << std::string(100'000, 'a');
  CHECK(refusal(temporary.path, ExitStatus::corrupt).find(key.string()) == 0);
}

TEST_CASE("a folder that cannot be made is refused with its name") {
  const Temporary temporary;
  std::ofstream(temporary.path / "file") << "x";
  CHECK(refusal(temporary.path / "file", ExitStatus::failure).find("file: cannot be created") !=
        std::string::npos);
  CHECK(refusal(temporary.path / "file" / "below", ExitStatus::failure).find("cannot be created") !=
        std::string::npos);
}

TEST_CASE("data folder: who only looks makes nothing and removes nothing, but nobody may serve meanwhile") {
  const Temporary temporary;
  std::ofstream(temporary.path / "endpoint") << "http://127.0.0.1:1\n";
  {
    const DataFolder looked_at(temporary.path, DataFolder::Use::look);
    CHECK(refusal(temporary.path, ExitStatus::folder_in_use).find("is in use") != std::string::npos);
  }
  CHECK_FALSE(fs::exists(temporary.path / "admin.key"));
  CHECK(fs::exists(temporary.path / "endpoint"));
}
