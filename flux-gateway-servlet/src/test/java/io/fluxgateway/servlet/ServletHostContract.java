package io.fluxgateway.servlet;

import io.fluxgateway.testkit.HostContract;

/** Where every servlet container differs from other hosts. */
abstract class ServletHostContract extends HostContract {
    /** The API tells nothing of a connection that nobody reads or writes. */
    @Override
    public final boolean noticesThatAClientLeftBeforeTheAnswer() {
        return false;
    }

    /** One thread sends the body and then reads the answer. */
    @Override
    public final boolean relaysWhileTheBodyIsSent() {
        return false;
    }
}
