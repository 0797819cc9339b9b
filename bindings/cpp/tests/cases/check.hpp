// Counts what holds and says what does not.
#pragma once

#include <iostream>
#include <string>

struct Checks {
  int passed = 0;
  int failed = 0;

  void that(bool holds, const std::string& what) {
    if (holds) {
      ++passed;
    } else {
      ++failed;
      std::cout << "FAILED " << what << '\n';
    }
  }

  /// Prints the closing line; the exit status of the program.
  [[nodiscard]] int close() const {
    std::cout << passed << " checks hold, " << failed << " do not\n";
    return failed == 0 && passed > 0 ? 0 : 1;
  }
};
