/** The gateway as a jakarta servlet filter: translation between core and a servlet container. */
@NullMarked
package io.fluxgateway.servlet;

import org.jspecify.annotations.NullMarked;
