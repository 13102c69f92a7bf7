/** The contracts that hosts, stores and runtimes pass, and what tests need to run them. */
@NullMarked
package io.fluxgateway.testkit;

import org.jspecify.annotations.NullMarked;
