// A resume file holds one id, replaced in place however its length changes; a file that holds anything else
// is refused and stays as it is.
#include <doctest/doctest.h>

#include "cli/resume_file.hpp"
#include "tests/unit/cli_harness.hpp"

namespace market::cli {
namespace {

const std::string kLongestId = "18446744073709551615-18446744073709551615";

}  // namespace

TEST_CASE("cli resume file: what was written is read, shorter after longer too") {
  TestFolder folder;
  const std::string path = (folder.path / "place").string();
  for (const std::string& id : {std::string("17"), kLongestId, std::string("18-0"), kLongestId}) {
    ResumeFile file(path);
    CHECK(file.open().has_value());
    CHECK(file.write("1-1").has_value());
    CHECK(file.write(id).has_value());
    CHECK(ResumeFile(path).open() == id);
    CHECK(folder.read("place").size() == kLongestId.size() + 1);
  }
}

TEST_CASE("cli resume file: an empty file is new, and the id may be written by hand") {
  TestFolder folder;
  folder.write("empty", "");
  CHECK(ResumeFile((folder.path / "empty").string()).open() == std::string());
  for (const std::string text : {"17-3", "17-3\n", "17-3\r\n", "17-3     \n"}) {
    folder.write("hand", text);
    CHECK(ResumeFile((folder.path / "hand").string()).open() == std::string("17-3"));
  }
}

TEST_CASE("cli resume file: anything else is refused and stays as it is") {
  TestFolder folder;
  TestUser user("http://127.0.0.1:1");
  const std::string path = (folder.path / "place").string();
  for (const std::string text :
       {"17-3 x\n", "17-3\nmore\n", "17-3\n\n", "\n17-3\n", " 17-3\n", "\n", "   ", "17-\n", "-3\n",
        "notes\n", "18446744073709551616-0\n", "000000000000000000017-0\n"}) {
    CAPTURE(text);
    folder.write("place", text);
    const RunResult result = user.run({"feed", "tail", "--resume-file", path});
    CHECK(result.exit == 2);
    CHECK(result.err.find("is no resume file") != std::string::npos);
    CHECK(folder.read("place") == text);
  }
  const std::string long_text = "17-3" + std::string(10'000, ' ') + "x";
  folder.write("place", long_text);
  CHECK(user.run({"feed", "tail", "--resume-file", path}).exit == 2);
  CHECK(folder.read("place") == long_text);
}

TEST_CASE("cli resume file: what is no id is not written") {
  TestFolder folder;
  ResumeFile file((folder.path / "place").string());
  CHECK(file.open() == std::string());
  for (const std::string& id : {std::string("x"), kLongestId + "0", std::string(100, '1')})
    CHECK_FALSE(file.write(id).has_value());
  CHECK(folder.read("place").empty());
}

}  // namespace market::cli
