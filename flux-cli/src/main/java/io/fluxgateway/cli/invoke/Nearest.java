package io.fluxgateway.cli.invoke;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Guesses which name was meant. */
public final class Nearest {
    private static final int FEWEST_TYPOS = 2;
    private static final int LETTERS_A_TYPO = 3;

    private Nearest() {}

    /** The name that differs least; null if all differ too much to have been meant. */
    public static @Nullable String of(String typed, Collection<String> names) {
        int most = Math.max(FEWEST_TYPOS, typed.length() / LETTERS_A_TYPO);
        return names.stream()
                .filter(name -> distance(typed, name) <= most
                        || (!typed.isEmpty() && (name.startsWith(typed) || typed.startsWith(name))))
                .min(Comparator.comparingInt((String name) -> distance(typed, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** Levenshtein's: how many letters to add, drop or replace. */
    static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
