package io.fluxgateway.invocation;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as far as it is kept.
 *
 * @param truncated whether there was more of it
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
record StoredBody(byte[] bytes, boolean truncated) {

    static StoredBody of(byte[] whole, int most) {
        return whole.length <= most ? new StoredBody(whole, false) : new StoredBody(Arrays.copyOf(whole, most), true);
    }

    /** Reads a body to its end, and keeps its beginning. */
    static final class Reader implements BodySubscriber<StoredBody> {
        private final CompletableFuture<StoredBody> body = new CompletableFuture<>();
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int most;
        private boolean truncated;
        private Flow.@Nullable Subscription subscription;

        Reader(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<StoredBody> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription toBody) {
            subscription = toBody;
            toBody.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[Math.min(buffer.remaining(), most - kept.size())];
                truncated |= bytes.length < buffer.remaining();
                buffer.get(bytes);
                kept.write(bytes, 0, bytes.length);
            }
            if (subscription != null) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable error) {
            body.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            body.complete(new StoredBody(kept.toByteArray(), truncated));
        }
    }
}
