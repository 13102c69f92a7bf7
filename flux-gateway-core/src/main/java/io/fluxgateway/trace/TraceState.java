package io.fluxgateway.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code tracestate} field (W3C Trace Context level 2 section 3.3): what others keep in a trace, handed on untouched. */
final class TraceState {
    private static final int MOST_MEMBERS = 32;
    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_VALUE = 256;
    /** What everybody is asked to hand on at the least (section 3.3.1.5). */
    private static final int LONGEST = 512;
    /** Members longer than this go first. */
    private static final int LONG_MEMBER = 128;

    private TraceState() {}

    /** All members in order, in one field; null if there are none, or one is not valid. */
    static @Nullable String toHandOn(List<String> fields) {
        if (fields.isEmpty()) {
            return null;
        }
        List<String> members = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (String field : fields) {
            for (String part : field.split(",", -1)) {
                String member = trim(part);
                if (member.isEmpty()) {
                    continue;
                }
                int equals = member.indexOf('=');
                if (equals < 0
                        || !isKey(member.substring(0, equals))
                        || !isValue(member.substring(equals + 1))
                        || !keys.add(member.substring(0, equals))
                        || members.size() == MOST_MEMBERS) {
                    return null;
                }
                members.add(member);
            }
        }
        shorten(members);
        return members.isEmpty() ? null : String.join(",", members);
    }

    private static void shorten(List<String> members) {
        for (int i = members.size() - 1; i >= 0 && length(members) > LONGEST; i--) {
            if (members.get(i).length() > LONG_MEMBER) {
                members.remove(i);
            }
        }
        while (length(members) > LONGEST) {
            members.remove(members.size() - 1);
        }
    }

    private static int length(List<String> members) {
        return members.stream().mapToInt(String::length).sum() + members.size() - 1;
    }

    /** Without the white space that may stand around a member (RFC 9110 section 5.6.3). */
    private static String trim(String part) {
        int start = 0;
        int end = part.length();
        while (start < end && isBlank(part.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(part.charAt(end - 1))) {
            end--;
        }
        return part.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isKey(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || !isLetterOrDigit(key.charAt(0))) {
            return false;
        }
        return key.chars().allMatch(c -> isLetterOrDigit(c) || "_-*/@".indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isValue(String value) {
        return !value.isEmpty()
                && value.length() <= LONGEST_VALUE
                && value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '=');
    }
}
