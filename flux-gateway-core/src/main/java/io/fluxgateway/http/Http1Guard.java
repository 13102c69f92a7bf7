package io.fluxgateway.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything a client sends on one connection of HTTP/1.1, and stops at the first octet that is not a request as
 * RFC 9112 has it, or that two parsers could read differently. It knows where each request begins and ends, keeps no
 * copies, and allocates nothing once it is made.
 *
 * <p>Octets are counted from the beginning of the connection. Those of a head are {@link #released} when the head is whole
 * and in order, those of a body at once. Confined to one thread at a time.
 */
public final class Http1Guard {
    private enum At {
        HEAD,
        LENGTH,
        CHUNKS,
        ASIDE,
        VIOLATION
    }

    private final HeadReader head;
    private final ChunksReader chunks;
    private final boolean preface;
    private At at = At.HEAD;
    private long checked;
    private long headStart;
    private long remaining;
    private long heads;
    private boolean headBroken;
    private @Nullable Http1Violation violation;

    public Http1Guard(Http1Limits limits) {
        this.head = new HeadReader(limits);
        this.chunks = new ChunksReader(limits);
        this.preface = limits.preface();
    }

    /** Looks at the octets that come next, at these indices of the buffer; its position and limit don't matter. */
    public void check(ByteBuffer bytes, int from, int to) {
        long base = checked - from;
        int i = from;
        while (i < to && at != At.VIOLATION) {
            switch (at) {
                case HEAD -> {
                    i = head.read(bytes, i, to);
                    checked = base + i;
                    if (head.violation() != null || head.isOver()) {
                        headIsOver(head.violation());
                    }
                }
                case LENGTH -> {
                    int count = (int) Math.min(remaining, to - i);
                    remaining -= count;
                    i += count;
                    checked = base + i;
                    if (remaining == 0) {
                        nextHead();
                    }
                }
                case CHUNKS -> {
                    i = chunks.read(bytes, i, to);
                    checked = base + i;
                    if (chunks.violation() != null) {
                        broken(chunks.violation());
                    } else if (chunks.isOver()) {
                        nextHead();
                    }
                }
                default -> {
                    i = to;
                    checked = base + to;
                }
            }
        }
    }

    private void headIsOver(@Nullable Http1Violation found) {
        if (found != null) {
            headBroken = true;
            broken(found);
        } else if (head.isPreface()) {
            if (preface && heads == 0) {
                at = At.ASIDE;
            } else {
                headBroken = true;
                broken(Http1Violation.VERSION);
            }
        } else {
            heads++;
            if (head.length() == HeadReader.CHUNKED) {
                chunks.reset();
                at = At.CHUNKS;
            } else if (head.length() > 0) {
                remaining = head.length();
                at = At.LENGTH;
            } else {
                nextHead();
            }
        }
    }

    private void nextHead() {
        head.reset();
        headStart = checked;
        at = At.HEAD;
    }

    private void broken(@Nullable Http1Violation found) {
        violation = found;
        at = At.VIOLATION;
    }

    /** Looks at nothing any more: the connection speaks another protocol now. */
    public void standAside() {
        at = At.ASIDE;
    }

    public boolean isAside() {
        return at == At.ASIDE;
    }

    /** What was wrong; null as long as nothing is. After it nothing is looked at. */
    public @Nullable Http1Violation violation() {
        return violation;
    }

    /** Whether the violation is in a head, so that there is a request to answer; in a body otherwise. */
    public boolean isHeadBroken() {
        return headBroken;
    }

    /** How many octets were looked at. */
    public long checked() {
        return checked;
    }

    /** How many octets from the beginning a server may read: all but a head that is not whole or not in order. */
    public long released() {
        return at == At.HEAD || headBroken ? headStart : checked;
    }

    /** How many whole heads there were: a server that sees more requests than that reads them otherwise. */
    public long heads() {
        return heads;
    }

    /** Octets of the request line, with its end, that the head not yet released begins with; 0 if there is no valid one. */
    public int requestLineSize() {
        return head.lineSize();
    }
}
