package io.fluxgateway.testkit;

import io.fluxgateway.Gateway;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Proceeding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The contract without a socket. */
final class LoopbackContractTest extends GatewayContract {
    @Override
    Sender open(Gateway running, Application application) {
        return new Sender() {
            @Override
            public RawClient.Response send(ContractRequest request) {
                LoopbackHost host = LoopbackHost.request(request.method(), request.target())
                        .withBody(request.body())
                        .withApplication(asked -> answer(asked, application, request));
                for (String[] header : request.headers()) {
                    host.with(header[0], header[1]);
                }
                host.sendTo(running::handle);
                List<String> headers = new ArrayList<>();
                host.eachHeader((name, value) -> headers.add(name + ": " + value));
                if (host.status() != 204 && host.header("content-length") == null) {
                    headers.add("content-length: " + host.length());
                }
                return new RawClient.Response("HTTP/1.1 " + host.status() + " -", headers, host.body());
            }

            @Override
            public void close() {}
        };
    }

    private static void answer(LoopbackHost host, Application application, ContractRequest request) {
        LoopbackCall call = new LoopbackCall(host, request);
        try {
            application.handle(call);
            if (call.later == null) {
                call.end();
            } else {
                Thread thread = new Thread(call::goOn, "application");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class LoopbackCall implements Application.Call {
        private final LoopbackHost host;
        private final ContractRequest request;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int status = 200;
        private Application.@Nullable Task later;

        LoopbackCall(LoopbackHost host, ContractRequest request) {
            this.host = host;
            this.request = request;
        }

        void goOn() {
            try {
                Objects.requireNonNull(later).run();
                end();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        void end() {
            host.respond(status, out.toString(java.nio.charset.StandardCharsets.UTF_8));
        }

        private Proceeding proceeding() {
            return Objects.requireNonNull(host.proceeding());
        }

        @Override
        public String method() {
            return host.method();
        }

        @Override
        public String path() {
            return host.rawPath();
        }

        @Override
        public @Nullable String header(String name) {
            return proceeding().hides(name) ? null : host.requestHeader(name);
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(request.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable Caller caller() {
            return proceeding().caller();
        }

        @Override
        public String requestId() {
            return proceeding().requestId();
        }

        @Override
        public void status(int code) {
            status = code;
        }

        @Override
        public void header(String name, String value) {
            host.setResponseHeader(name, value);
        }

        @Override
        public OutputStream out() {
            return out;
        }

        @Override
        public void later(Application.Task task) {
            later = task;
        }
    }
}
