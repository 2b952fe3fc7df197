// Statistics of a series: the estimators behind the stylised facts. Values are moments of the sample, without
// small-sample corrections unless said; each needs enough values to make sense (see the callers), and gives 0
// or nullopt for a series that does not vary.
//
// Thread rule: pure functions.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace market::sim {

double mean(std::span<const double> values);
double median(std::vector<double> values);        // 0 of none; of an even number the mean of the middle two
double variance(std::span<const double> values);  // divided by n

// The fourth central moment over the squared variance, less 3: 0 for a normal distribution.
double excess_kurtosis(std::span<const double> values);

// Of the values `lag` apart, about the mean of all; between -1 and 1.
double autocorrelation(std::span<const double> values, std::size_t lag);

// Pearson's; of two series of the same length.
double correlation(std::span<const double> a, std::span<const double> b);

// The variance of overlapping sums of `q` values over q times that of one, unbiased (A. W. Lo, A. C.
// MacKinlay, Review of Financial Studies 1 (1988)): 1 for independent values.
double variance_ratio(std::span<const double> values, std::size_t q);

// The tail exponent of the largest `share` of the values, which are magnitudes (B. M. Hill, Annals of
// Statistics 3 (1975)); nullopt when they do not differ or are fewer than 10.
std::optional<double> hill_index(std::vector<double> magnitudes, double share);

// Sums of `q` neighbours, not overlapping; a rest at the end is left out.
std::vector<double> aggregated(std::span<const double> values, std::size_t q);
std::vector<double> magnitudes(std::span<const double> values);

// The slope of ln y over ln x by least squares, over the points with x and y above 0; nullopt with fewer than
// 3 of them.
std::optional<double> log_log_slope(std::span<const std::pair<double, double>> points);

}  // namespace market::sim
