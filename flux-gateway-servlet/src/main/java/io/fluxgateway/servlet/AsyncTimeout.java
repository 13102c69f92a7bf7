package io.fluxgateway.servlet;

import jakarta.servlet.AsyncContext;

/**
 * Keeps a container from ending an asynchronous request by its clock.
 *
 * <p>Tomcat's clock may still look at the processor of a request that is over when the processor serves the next one
 * already. Unless its time limit is beyond every clock, it is then taken from that request, which is never answered.
 */
final class AsyncTimeout {
    private static final String TOMCAT = "org.apache.catalina.";

    private AsyncTimeout() {}

    /** For a request that waits for a decision. */
    static void none(AsyncContext context) {
        context.setTimeout(isTomcats(context) ? Long.MAX_VALUE : 0);
    }

    /** For a request that is over, or ends with an error, whatever limit the application set. */
    static void over(AsyncContext context) {
        if (isTomcats(context)) {
            try {
                context.setTimeout(Long.MAX_VALUE);
            } catch (IllegalStateException e) {
                // taken before: once Tomcat has told of an error, it takes nothing any more
            }
        }
    }

    private static boolean isTomcats(AsyncContext context) {
        return context.getClass().getName().startsWith(TOMCAT);
    }
}
