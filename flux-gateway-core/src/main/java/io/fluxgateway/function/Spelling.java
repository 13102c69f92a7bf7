package io.fluxgateway.function;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which word was meant. */
final class Spelling {
    private Spelling() {}

    /** The known word that is close to the given one, or null. */
    static @Nullable String closest(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        String best = null;
        int limit = lower.length() <= 3 ? 2 : 3;
        int bestDistance = limit;
        for (String candidate : known) {
            int distance = Math.abs(lower.length() - candidate.length()) < limit ? distance(lower, candidate) : limit;
            if (lower.length() >= 3 && isAbbreviation(lower, candidate)) {
                distance = Math.min(distance, limit - 1);
            }
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isAbbreviation(String word, String candidate) {
        return word.startsWith(candidate) || candidate.startsWith(word);
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
