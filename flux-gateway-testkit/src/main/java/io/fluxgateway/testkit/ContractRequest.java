package io.fluxgateway.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request of a contract's; sent over a socket or without one. Immutable. */
record ContractRequest(String method, String target, List<String[]> headers, String body) {
    static ContractRequest of(String method, String target) {
        return new ContractRequest(method, target, List.of(), "");
    }

    ContractRequest with(String name, String value) {
        List<String[]> all = new ArrayList<>(headers);
        all.add(new String[] {name, value});
        return new ContractRequest(method, target, List.copyOf(all), body);
    }

    ContractRequest withKey(String key) {
        return with("Authorization", "Bearer " + key);
    }

    ContractRequest withBody(String text) {
        return new ContractRequest(method, target, headers, text);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** On the wire. A body is ASCII. */
    String text() {
        StringBuilder text =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: gateway.test\r\n");
        for (String[] header : headers) {
            text.append(header[0]).append(": ").append(header[1]).append("\r\n");
        }
        if (!body.isEmpty() || method.equals("POST")) {
            text.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }
}
