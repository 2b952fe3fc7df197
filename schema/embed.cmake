# cmake -DINPUT=file -DOUTPUT=file.cpp -DFUNCTION=name -P embed.cmake
# Writes a function of namespace market that returns the bytes of INPUT. Bytes, not a string literal: compilers need not
# take literals above 64 KiB.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
string(REPLACE "'\\x0a'," "'\\x0a',\n" bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"schema/schema.hpp\"

namespace market {

static constexpr char kBytes[] = {${bytes}};

std::string_view ${FUNCTION}() {
  return {kBytes, sizeof kBytes};
}

}  // namespace market
")
