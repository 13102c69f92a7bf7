package io.fluxgateway.exchange;

/** A part of a step that may block. */
@FunctionalInterface
public interface BlockingStep {
    /** Called once, on a thread that may block. */
    Handled run(Exchange exchange) throws Exception;
}
