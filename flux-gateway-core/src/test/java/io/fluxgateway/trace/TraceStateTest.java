package io.fluxgateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context level 2 section 3.3, rule by rule. */
class TraceStateTest {
    @Test
    void severalFieldsAreOneListInTheirOrder() {
        assertThat(TraceState.toHandOn(List.of("rojo=1,congo=2", "third=3"))).isEqualTo("rojo=1,congo=2,third=3");
    }

    @Test
    void emptyMembersAndSpaceAroundMembersAreAllowedAndNotHandedOn() {
        assertThat(TraceState.toHandOn(List.of(" a=1 ,, \tb=2\t", "", " ,"))).isEqualTo("a=1,b=2");
        assertThat(TraceState.toHandOn(List.of("", " "))).isNull();
        assertThat(TraceState.toHandOn(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1",
                "0a=1",
                "fw529a3039@dt=x",
                "a-_*/@9=x",
                "a= inner and leading space is of the value",
                "a=!+-<>~;b"
            })
    void aValidMemberIsHandedOnUntouched(String member) {
        assertThat(TraceState.toHandOn(List.of(member))).isEqualTo(member);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=1",
                "a=",
                "A=1",
                "a =1",
                "_a=1",
                "@a=1",
                "a,=1",
                "a=1=2",
                "a=1,a=2",
                "a=b\u0001",
                "a=\u00e4",
                "a.b=1",
                "a=\r\nx: y"
            })
    void oneMemberThatIsNotValidIsTheEndOfAll(String field) {
        boolean valid = field.equals("a=1;b"); // a semicolon may be in a value
        assertThat(TraceState.toHandOn(List.of("ok=1", field))).isEqualTo(valid ? "ok=1," + field : null);
    }

    @Test
    void thirtyTwoMembersAreAllowedAndNotOneMore() {
        assertThat(TraceState.toHandOn(List.of(members(32)))).isEqualTo(members(32));
        assertThat(TraceState.toHandOn(List.of(members(33)))).isNull();
    }

    @Test
    void aKeyOrAValueMayHave256Characters() {
        String half = "x".repeat(250);
        assertThat(TraceState.toHandOn(List.of("k".repeat(256) + "=" + half))).isNotNull();
        assertThat(TraceState.toHandOn(List.of("k".repeat(257) + "=1"))).isNull();
        assertThat(TraceState.toHandOn(List.of("k=" + "x".repeat(256)))).isNotNull();
        assertThat(TraceState.toHandOn(List.of("k=" + "x".repeat(257)))).isNull();
    }

    @Test
    void whatIsMoreThan512CharactersLosesLongMembersFirstThenTheLast() {
        String big = "big=" + "x".repeat(200);
        List<String> small = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.add("k" + i + "=" + "y".repeat(50));
        }
        List<String> fields = new ArrayList<>(small);
        fields.add(0, big);

        String handedOn = TraceState.toHandOn(fields);

        assertThat(handedOn).hasSizeLessThanOrEqualTo(512).doesNotContain("big");
        assertThat(Arrays.asList(handedOn.split(",", -1))).isEqualTo(small.subList(0, 9));
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    }
}
