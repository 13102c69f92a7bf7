package io.fluxgateway;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Texts that are almost as they should be: what attackers and accidents make of good ones. */
public final class Mutations {
    /** Of every property, so that each build tries the same. */
    public static final String SEED = "6265";

    private static final int MOST_EDITS = 5;
    private static final int PLACES = 1_000;
    private static final String NASTY =
            "%./\\;:,=\"'*?#&@[]{}()<>|^`~!$-+_ \t\r\n\0\u0007\u001b\u007f\u0085\u00a0\u00e4\u2028\ud800\udc00\ufeff\uff0e0123456789abcxyzABCXYZ";

    private Mutations() {}

    private record Edit(int kind, int place, char c) {
        String apply(String text) {
            int at = place * text.length() / PLACES;
            return switch (kind) {
                case 0 -> text.substring(0, at) + c + text.substring(at);
                case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
                case 2 -> text.substring(0, at) + c + text.substring(Math.min(text.length(), at + 1));
                case 3 -> text.substring(0, at) + text.substring(at / 2);
                default -> text.substring(at) + text.substring(0, at);
            };
        }
    }

    /** Those texts, with none to some edits. */
    public static Arbitrary<String> of(String... texts) {
        Arbitrary<Edit> edit = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, PLACES - 1),
                        characters())
                .as(Edit::new);
        Arbitrary<List<Edit>> edits = edit.list().ofMaxSize(MOST_EDITS);
        return Combinators.combine(Arbitraries.of(texts), edits)
                .as((text, all) -> {
                    String edited = text;
                    for (Edit each : all) {
                        edited = each.apply(edited);
                    }
                    return edited;
                })
                .withoutEdgeCases(); // or nothing else is tried
    }

    private static Arbitrary<Character> characters() {
        return Arbitraries.oneOf(
                Arbitraries.of(NASTY.chars().mapToObj(c -> (char) c).toList()),
                Arbitraries.chars().all());
    }
}
