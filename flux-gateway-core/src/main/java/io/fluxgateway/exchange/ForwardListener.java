package io.fluxgateway.exchange;

import io.fluxgateway.http.Problem;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides about the answer, or the missing answer, to a forwarded request. */
public interface ForwardListener {
    /**
     * The upstream's response head has come.
     *
     * @param status the upstream's status
     * @param header looks up the first value of an upstream response field, null if it is not there
     * @return null to relay the response; a problem to answer with that and to throw the upstream's response away
     */
    @Nullable
    Problem responded(Exchange exchange, int status, Function<String, @Nullable String> header);

    /** The problem to answer with, since no response head came. */
    Problem failed(Exchange exchange, ForwardFailure failure);
}
