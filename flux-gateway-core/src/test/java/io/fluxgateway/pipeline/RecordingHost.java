package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.exchange.HostExchange;
import io.fluxgateway.exchange.Proceeding;
import io.fluxgateway.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The smallest host: records what core does to it. Suspended exchanges go on when the test says so. */
final class RecordingHost implements HostExchange {
    final Headers requestHeaders = new Headers();
    final Headers responseHeaders = new Headers();
    final List<Runnable> resumed = new ArrayList<>();
    int status = 200;
    int responses;
    boolean aborted;
    boolean committed;
    boolean isOverloaded;
    private byte[] body = new byte[0];
    private Runnable listener = () -> {};

    String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    void end() {
        listener.run();
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String rawPath() {
        return "/";
    }

    @Override
    public @Nullable String rawQuery() {
        return null;
    }

    @Override
    public @Nullable String peerAddress() {
        return null;
    }

    @Override
    public @Nullable String requestHeader(String name) {
        return requestHeaders.first(name);
    }

    @Override
    public List<String> requestHeaders(String name) {
        return requestHeaders.all(name);
    }

    @Override
    public void eachRequestHeader(BiConsumer<String, String> consumer) {
        requestHeaders.forEach(consumer);
    }

    @Override
    public int responseStatus() {
        return status;
    }

    @Override
    public void setResponseStatus(int value) {
        status = value;
    }

    @Override
    public @Nullable String responseHeader(String name) {
        return responseHeaders.first(name);
    }

    @Override
    public void setResponseHeader(String name, String value) {
        responseHeaders.set(name, value);
    }

    @Override
    public void addResponseHeader(String name, String value) {
        responseHeaders.add(name, value);
    }

    @Override
    public void removeResponseHeader(String name) {
        responseHeaders.remove(name);
    }

    @Override
    public void removeResponseHeaders(String prefix) {
        responseHeaders.removeAll(prefix);
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void respond(byte[] bytes) {
        responses++;
        body = bytes;
        committed = true;
        end();
    }

    @Override
    public void suspend(Runnable task) {
        task.run();
    }

    @Override
    public void resume(Runnable task) {
        if (isOverloaded) {
            throw new RejectedExecutionException("no thread");
        }
        resumed.add(task);
    }

    @Override
    public void offload(Runnable task) {
        resumed.add(task);
    }

    @Override
    public void readBody(int maxBytes, BodyReceiver receiver) {
        receiver.received(new byte[0]);
    }

    @Override
    public void forward(Forwarding forwarding) {
        throw new UnsupportedOperationException("nothing is forwarded here");
    }

    @Override
    public void proceedToHost(Proceeding proceeding) {
        proceeding.committing();
        committed = true;
    }

    @Override
    public boolean isClientGone() {
        return false;
    }

    @Override
    public void abort() {
        aborted = true;
        end();
    }

    @Override
    public void onComplete(Runnable completion) {
        listener = completion;
    }
}
