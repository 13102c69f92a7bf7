/** What the commands know of a project: its folder, its keys, its routes on screen. */
@NullMarked
package io.fluxgateway.cli.project;

import org.jspecify.annotations.NullMarked;
