using System.Text;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Child;

/// <summary>Tables by chance do what the rules say, which are written down here once more, in C#.</summary>
public sealed class InterpreterModelTests
{
    private const string Letters = "abcdefghijklmnop";
    private const int SlotCount = 4;

    /// <summary>Writes that give 0 to 8, or an error; some take their length from a slot, some write a slot.</summary>
    private enum Kind
    {
        WriteNothing,
        WriteLetter,
        WriteSlotMany,
        WriteSlot,
        Fail,
    }

    private static Gen<Step[]> Tables => Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 31].Select(Gen.Bool, (flags, jump) => flags | (jump ? (int)StepFlags.JumpOnError : 0)), Gen.Int[0, SlotCount - 1], Gen.Int[0, SlotCount - 1], Gen.Int[1, 4])
        .Select((kind, flags, operand, result, distance) => new Step(kind, (StepFlags)flags, operand, result, distance)).Array[1, 12];

    [Theory]
    [InlineData(Target.X64, 300)]
    [InlineData(Target.Arm64, 100)]
    public void Tables_by_chance_do_what_the_rules_say(string architecture, int iterations)
    {
        Target target = Target.Of(architecture);
        target.RequireExecution();
        Tables.Sample(
            table =>
            {
                ChildProgram program = Compile(target, table, out long[] slots);
                Outcome outcome = target.Execute(program, slots);
                (string text, (long Tag, long Value)[] records) = Predict(table);
                outcome.Text.Should().Be(text);
                outcome.Records.Should().Equal(records);
                outcome.ExitCode.Should().Be(127);
            },
            iter: iterations,
            threads: 1);
    }

    private static ChildProgram Compile(Target target, Step[] table, out long[] slots)
    {
        SystemCall write = target.Call(SystemCall.write);
        ChildProgram program = new();
        StepArgument[] variables = [.. Enumerable.Range(0, SlotCount).Select(i => program.AddSlot($"variable {i}", i))];
        StepArgument text = program.Text(Letters);
        for (int i = 0; i < table.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (j + table[j].Distance == i)
                {
                    program.JumpHere(j);
                }
            }

            Step step = table[i];
            program.SaveIn(
                step.Kind switch
                {
                    Kind.WriteNothing => program.Add(step.Flags, write, 1, text, 0),
                    Kind.WriteLetter => program.Add(step.Flags, write, 1, text, 1),
                    Kind.WriteSlotMany => program.Add(step.Flags, write, 1, text, variables[step.Operand]),
                    Kind.WriteSlot => program.Add(step.Flags, write, 1, variables[step.Operand].Address(), 8),
                    _ => program.Add(step.Flags, write, -1, text, 1),
                },
                variables[step.Result]);
        }

        for (int j = 0; j < table.Length; j++)
        {
            if (j + table[j].Distance >= table.Length)
            {
                program.JumpHere(j);
            }
        }

        slots = program.Slots.ToArray();
        slots[program.Report.Value] = 2;
        return program;
    }

    private static (string Text, (long Tag, long Value)[] Records) Predict(Step[] table)
    {
        StringBuilder text = new();
        long[] variables = [.. Enumerable.Range(0, SlotCount)];
        for (int i = 0; i < table.Length;)
        {
            Step step = table[i];
            string written = step.Kind switch
            {
                Kind.WriteLetter => Letters[..1],
                Kind.WriteSlotMany => Letters[..(int)variables[step.Operand]],
                Kind.WriteSlot => Encoding.ASCII.GetString(BitConverter.GetBytes(variables[step.Operand])),
                _ => string.Empty,
            };
            text.Append(written);
            if (step.Kind == Kind.Fail)
            {
                if (step.Flags.HasFlag(StepFlags.IgnoreError))
                {
                    i++;
                }
                else if (step.Flags.HasFlag(StepFlags.JumpOnError))
                {
                    i += step.Distance;
                }
                else
                {
                    return (text.ToString(), [(i, Errno.EBADF.Value)]);
                }

                continue;
            }

            if (step.Flags.HasFlag(StepFlags.Save))
            {
                variables[step.Result] = written.Length;
            }

            if (written.Length == 0 && step.Flags.HasFlag(StepFlags.ZeroFails))
            {
                if (!step.Flags.HasFlag(StepFlags.JumpOnError))
                {
                    return (text.ToString(), [(i, 0)]);
                }

                i += step.Distance;
                continue;
            }

            i += step.Flags.HasFlag(written.Length == 0 ? StepFlags.JumpZero : StepFlags.JumpNotZero) ? step.Distance : 1;
        }

        return (text.ToString(), []);
    }

    private sealed record Step(Kind Kind, StepFlags Flags, int Operand, int Result, int Distance);
}
