using System.Runtime.InteropServices;
using System.Text;
using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Child;

/// <summary>The table as the code of the child reads it. Offsets are those of Code/*.S.</summary>
public sealed class ChildProgramTests
{
    private const ulong Address = 0x7000_0000;
    private const int SlotsAt = 128;

    [Fact]
    public void The_header_tells_where_the_steps_are()
    {
        ChildProgram program = new();
        program.Add(SystemCall.getpid);
        program.Add(SystemCall.exit_group, 3);
        Image image = new(program, firstStep: 17);

        image.Word(48).Should().Be((long)Address + SlotsAt + (8 * program.SlotCount), "the steps follow the slots");
        image.Word(56).Should().Be(image.Word(48) + (2 * 64), "the end of the steps is that of the last one");
        image.Word(64).Should().Be(17);
        image.Word(88).Should().Be(-1, "all signals are blocked meanwhile");
        image.Word(104).Should().Be(-4, "the tag of the record of an end is written beforehand");
        new[] { 0, 8, 16, 24, 32, 40, 72, 80, 96, 112, 120 }.Select(image.Word).Should().AllBeEquivalentTo(0L);
    }

    [Fact]
    public void Slots_hold_what_they_are_told_at_the_time_of_writing()
    {
        ChildProgram program = new();
        program.AddSlot("mine", 5);
        program.SlotCount.Should().Be(3);
        program.Slots.ToArray().Should().Equal(-1, -1, 5);

        long[] slots = program.Slots.ToArray();
        slots[0] = 42;
        Image image = new(program, slots);
        Enumerable.Range(0, 3).Select(i => image.Word(SlotsAt + (8 * i))).Should().Equal(42, -1, 5);
        program.Slots[0].Should().Be(-1, "a program can be written any number of times");
    }

    [Fact]
    public void A_step_is_number_flags_six_arguments_slot_and_target()
    {
        ChildProgram program = new();
        StepArgument slot = program.AddSlot("result");
        int jump = program.Add(StepFlags.IgnoreError | StepFlags.Save | StepFlags.JumpZero, SystemCall.prctl, 1, -2, 0xffff_ffffu, 1L << 40, 5, 6);
        program.SaveIn(jump, slot);
        program.Add(SystemCall.getpid);
        program.JumpHere(jump);
        program.Add(SystemCall.exit_group, 0);
        Image image = new(program);

        image.Half(image.Step(0)).Should().Be((uint)SystemCall.prctl.Number);
        image.Half(image.Step(0) + 4).Should().Be(1 | 2 | 16);
        image.Arguments(0).Should().Equal(1, -2, 0xffff_ffff, 1L << 40, 5, 6);
        image.Half(image.Step(0) + 56).Should().Be((uint)slot.Value);
        image.Half(image.Step(0) + 60).Should().Be(2);
        image.Half(image.Step(1) + 4).Should().Be(0);
        image.Arguments(1).Should().AllBeEquivalentTo(0L);
    }

    [Fact]
    public void Each_argument_can_be_a_slot_or_the_address_of_one()
    {
        ChildProgram program = new();
        StepArgument[] slots = [.. Enumerable.Range(0, 6).Select(i => program.AddSlot($"slot {i}"))];
        for (int i = 0; i < 6; i++)
        {
            StepArgument[] arguments = [.. Enumerable.Range(0, 6).Select(j => j == i ? slots[i] : (StepArgument)(100 + j))];
            program.Add(SystemCall.getpid, arguments);
        }

        program.Add(SystemCall.getpid, slots);
        program.Add(SystemCall.getpid, slots[2].Address());
        Image image = new(program);

        for (int i = 0; i < 6; i++)
        {
            image.Half(image.Step(i) + 4).Should().Be(0x100u << i);
            image.Arguments(i)[i].Should().Be(slots[i].Value);
            image.Arguments(i)[(i + 1) % 6].Should().Be(100 + ((i + 1) % 6));
        }

        image.Half(image.Step(6) + 4).Should().Be(0x3f00);
        image.Half(image.Step(7) + 4).Should().Be(0, "an address is known beforehand");
        image.Arguments(7)[0].Should().Be((long)Address + SlotsAt + (8 * slots[2].Value));
    }

    [Fact]
    public void Data_is_addressed_as_the_child_sees_it()
    {
        ChildProgram program = new();
        StepArgument text = program.Text("grüße");
        StepArgument bytes = program.Bytes([1, 2, 3, 4, 5], "five bytes");
        StepArgument strings = program.Strings(["one", "", "three"]);
        StepArgument structure = program.BytesWithPointer(new byte[16], 8, text, "{1, text}");
        program.Add(SystemCall.getpid, text, bytes, strings, structure);
        // More than the memory that a program begins with; all that was put there before stays.
        StepArgument large = program.Bytes(Enumerable.Repeat((byte)7, 5000).ToArray(), "large");
        program.Add(SystemCall.getpid, large);
        Image image = new(program);

        long[] arguments = image.Arguments(0);
        image.TextAt(arguments[0]).Should().Be("grüße");
        image.BytesAt(arguments[1], 5).Should().Equal(1, 2, 3, 4, 5);
        (arguments[1] % 8).Should().Be(0, "structures are aligned");
        Enumerable.Range(0, 3).Select(i => image.TextAt(image.WordAt(arguments[2] + (8 * i)))).Should().Equal("one", "", "three");
        image.WordAt(arguments[2] + 24).Should().Be(0);
        image.TextAt(image.WordAt(arguments[3] + 8)).Should().Be("grüße");
        image.BytesAt(image.Arguments(1)[0], 5000).Should().AllBeEquivalentTo((byte)7);
    }

    [Fact]
    public void The_init_is_a_step_of_its_own_kind()
    {
        ChildProgram program = new();
        StepArgument process = program.AddSlot("program");
        program.AddInit(process, 4, true);
        Image image = new(program);
        image.Half(image.Step(0) + 4).Should().Be(32 | 0x100);
        image.Arguments(0)[..3].Should().Equal(process.Value, 4, 1);
    }

    [Fact]
    public void Steps_are_shown_as_in_a_manual()
    {
        ChildProgram program = new() { Stage = 3 };
        StepArgument file = program.AddSlot("file");
        int open = program.Add(SystemCall.openat, StepArgument.Named(-100, "AT_FDCWD"), program.Text("/a\nb"), file.Address(), 0);
        program.Stage = 4;
        int close = program.Add(SystemCall.close, file);
        program.Describe(open).Should().Be("openat(AT_FDCWD, \"/a\\nb\", &file, 0)");
        program.Describe(close).Should().Be("close(file)");
        program.StageOf(open).Should().Be(3);
        program.StageOf(close).Should().Be(4);
        program.StepCount.Should().Be(2);
    }

    /// <summary>A program written down.</summary>
    private sealed class Image
    {
        private readonly byte[] _memory;
        private readonly int _steps;

        internal Image(ChildProgram program, int firstStep = 0)
            : this(program, program.Slots.ToArray(), firstStep)
        {
        }

        internal Image(ChildProgram program, long[] slots, int firstStep = 0)
        {
            _memory = new byte[program.Size];
            // What was there before must not show.
            _memory.AsSpan().Fill(0xa5);
            program.Write(_memory, Address, slots, firstStep);
            _steps = SlotsAt + (8 * slots.Length);
        }

        internal int Step(int step) => _steps + (64 * step);

        internal long Word(int at) => MemoryMarshal.Read<long>(_memory.AsSpan(at));

        internal uint Half(int at) => MemoryMarshal.Read<uint>(_memory.AsSpan(at));

        internal long[] Arguments(int step) => MemoryMarshal.Cast<byte, long>(_memory.AsSpan(Step(step) + 8, 48)).ToArray();

        internal long WordAt(long address) => Word(Offset(address));

        internal byte[] BytesAt(long address, int length) => _memory[Offset(address)..][..length];

        internal string TextAt(long address)
        {
            ReadOnlySpan<byte> bytes = _memory.AsSpan(Offset(address));
            return Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
        }

        private static int Offset(long address) => (int)(address - (long)Address);
    }
}
