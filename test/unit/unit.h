/* What every cmocka unit includes, in the order that cmocka wants. */
#ifndef ZR_TEST_UNIT_H
#define ZR_TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
