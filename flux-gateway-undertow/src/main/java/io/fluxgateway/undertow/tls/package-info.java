/** Certificates of servers: read from PEM files, and swapped when the files change. */
@NullMarked
package io.fluxgateway.undertow.tls;

import org.jspecify.annotations.NullMarked;
