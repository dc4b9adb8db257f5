/* <math.h> */
#ifndef POSIX_MATH_H
#define POSIX_MATH_H

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define isfinite(number) __builtin_isfinite(number)
#define isnan(number) __builtin_isnan(number)

double atan2(double, double);
double ceil(double);
double cos(double);
double exp(double);
double fabs(double);
double floor(double);
double fmax(double, double);
double fmin(double, double);
double hypot(double, double);
double log(double);
double log10(double);
long lround(double);
double pow(double, double);
double round(double);
double sin(double);
double sqrt(double);

#endif
