package io.fluxgateway.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the head of a request and decides how its body is framed (RFC 9112 section 6). Reused. */
final class HeadReader implements FieldsReader.Sink {
    /** As a length: the body comes in chunks. */
    static final long CHUNKED = -1;

    private static final int MOST_DIGITS = 18;

    private final RequestLineReader line = new RequestLineReader();
    private final FieldsReader fields;
    private final int mostBytes;
    private final Captured host = new Captured(Authority.LONGEST);
    private int size;
    private int lineSize;
    private int hosts;
    private int lengths;
    private int codings;
    private long length;
    private @Nullable Http1Violation violation;

    HeadReader(Http1Limits limits) {
        this.fields = new FieldsReader(this, limits.fields());
        this.mostBytes = limits.headBytes();
    }

    void reset() {
        line.reset();
        fields.reset();
        host.clear();
        size = 0;
        lineSize = 0;
        hosts = 0;
        lengths = 0;
        codings = 0;
        length = 0;
        violation = null;
    }

    boolean isOver() {
        return fields.isOver() && violation == null;
    }

    @Nullable
    Http1Violation violation() {
        return violation;
    }

    /** How long the body is; {@link #CHUNKED} if that is not known. */
    long length() {
        return codings > 0 ? CHUNKED : length;
    }

    /** Octets of the request line, with its end; 0 while it is not whole or if it is not valid. */
    int lineSize() {
        return line.authority().size() == 0 ? lineSize : 0;
    }

    boolean isPreface() {
        return line.isPreface();
    }

    /** Reads on; returns the index of the first octet that was not read. */
    int read(ByteBuffer bytes, int from, int to) {
        int last = Math.min(to, from + (mostBytes - size));
        int i = from;
        if (!line.isOver()) {
            i = line.read(bytes, i, last);
            violation = line.violation();
        }
        if (line.isOver() && violation == null) {
            if (lineSize == 0) {
                lineSize = size + (i - from);
            }
            i = fields.read(bytes, i, last);
            violation = fields.violation();
        }
        size += i - from;
        if (violation == null && fields.isOver()) {
            violation = whole();
        } else if (violation == null && size == mostBytes) {
            violation = Http1Violation.HEAD_SIZE;
        }
        return i;
    }

    @Override
    public @Nullable Http1Violation field(FramingField field, Captured value) {
        return switch (field) {
            case HOST -> host(value);
            case CONTENT_LENGTH -> contentLength(value);
            case TRANSFER_ENCODING -> coding(value);
            case RESERVED -> Http1Violation.RESERVED;
            case AUTHORIZATION, OTHER -> null;
        };
    }

    private @Nullable Http1Violation host(Captured value) {
        for (int i = 0; !value.isTooLong() && i < value.size(); i++) {
            host.add(value.at(i));
        }
        return ++hosts > 1 || !Authority.isValid(value) ? Http1Violation.HOST : null;
    }

    private @Nullable Http1Violation contentLength(Captured value) {
        boolean valid = ++lengths == 1 && value.size() > 0 && value.size() <= MOST_DIGITS;
        length = 0;
        for (int i = 0; valid && i < value.size(); i++) {
            valid = Octets.isDigit(value.at(i)) && (i == 0 || value.at(0) != '0');
            length = length * 10 + (value.at(i) - '0');
        }
        return valid ? null : Http1Violation.LENGTH;
    }

    private @Nullable Http1Violation coding(Captured value) {
        if (++codings > 1) {
            return Http1Violation.CODING;
        }
        return value.is("chunked") ? null : TransferCoding.violation(value.toString());
    }

    private @Nullable Http1Violation whole() {
        if (line.isPreface()) {
            return null;
        }
        if (codings > 0 && line.isHttp10()) {
            return Http1Violation.CODING;
        }
        if (codings > 0 && lengths > 0) {
            return Http1Violation.LENGTH;
        }
        boolean named =
                line.authority().size() == 0 || hosts == 0 || line.authority().is(host);
        return named && (hosts == 1 || line.isHttp10()) ? null : Http1Violation.HOST;
    }
}
