using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Finds the methods that read what a kernel sends, and makes a target of each.</summary>
internal static class FuzzMethods
{
    private static readonly MethodInfo s_message = Helper(nameof(MessageOf));
    private static readonly MethodInfo s_attributes = Helper(nameof(AttributesOf));
    private static readonly MethodInfo s_attribute = Helper(nameof(AttributeOf));
    private static readonly MethodInfo s_payload = Helper(nameof(PayloadOf));

    private static readonly string[] s_verbs = ["Read", "TryRead", "Parse", "TryParse", "Find", "Count"];

    private delegate object? Thunk(ReadOnlySpan<byte> input, object?[] arguments);

    /// <summary>Every method of the library that takes a message, attributes or an attribute, and those that read a payload.</summary>
    internal static IEnumerable<MethodInfo> All { get; } =
    [
        .. typeof(NetlinkMessage).Assembly.GetTypes()
            .Where(type => type != typeof(NetlinkMessage) && type != typeof(NetlinkAttribute) && type != typeof(NetlinkAttributeReader))
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsAbstract && (!typeof(Delegate).IsAssignableFrom(method.DeclaringType)) && method.GetParameters().Any(parameter => InputOf(method, parameter) is not null)),
    ];

    /// <summary>
    /// Whether a method is called by itself. A private one with more parameters than its input is not: what it is given follows from what its
    /// callers have read, and they are all targets.
    /// </summary>
    internal static bool IsTarget(MethodInfo method) =>
        method.IsStatic && !method.ContainsGenericParameters && !IsOfExpression(method) && (!method.IsPrivate || method.GetParameters().All(parameter => InputOf(method, parameter) is not null))
        && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.Contains('<', StringComparison.Ordinal);

    /// <summary>The kind of an expression is the only one that calls its parser, and keeps what it refuses as it is. The kinds are targets.</summary>
    internal static bool IsOfExpression(MethodInfo method) => method.IsPrivate && typeof(NftExpression).IsAssignableFrom(method.DeclaringType);

    internal static string NameOf(MethodInfo method) =>
        $"{method.DeclaringType!.FullName!["LinuxNamespaces.".Length..]}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => Element(parameter).Name))})";

    internal static FuzzTarget ToTarget(MethodInfo method)
    {
        Thunk thunk = Compile(method);
        ParameterInfo[] parameters = method.GetParameters();
        FuzzInput input = parameters.Select(parameter => InputOf(method, parameter)).First(input => input is not null)!.Value;
        return new FuzzTarget(NameOf(method), input, random => bytes =>
        {
            object?[] arguments = parameters.Length == 1 ? [] : [.. parameters.Select(parameter => InputOf(method, parameter) is null ? FuzzArguments.Create(parameter, random) : null)];
            if (input != FuzzInput.Messages)
            {
                return thunk(bytes, arguments);
            }

            // As they come from the kernel: each message has at least the length of its header.
            object? result = null;
            int offset = 0;
            foreach (NetlinkMessage message in new NetlinkMessageReader(bytes))
            {
                int length = NetlinkMessageWriter.HeaderLength + message.Payload.Length;
                result ??= thunk(bytes.Slice(offset, length), arguments);
                offset += NetlinkAlignment.Align(length);
            }

            return result;
        });
    }

    internal static Type Element(ParameterInfo parameter) => parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;

    internal static FuzzInput? InputOf(MethodInfo method, ParameterInfo parameter)
    {
        Type type = Element(parameter);
        return parameter.IsOut ? null
            : type == typeof(NetlinkMessage) ? FuzzInput.Messages
            : type == typeof(NetlinkAttributeReader) ? FuzzInput.Attributes
            : type == typeof(NetlinkAttribute) ? FuzzInput.Attribute
            : type == typeof(ReadOnlySpan<byte>) && IsReader(method) ? FuzzInput.Payload : null;
    }

    internal static NetlinkMessage MessageOf(ReadOnlySpan<byte> input) => new(input);

    internal static NetlinkAttributeReader AttributesOf(ReadOnlySpan<byte> input) => new(input);

    internal static NetlinkAttribute AttributeOf(ReadOnlySpan<byte> input) =>
        input.Length < NetlinkMessageWriter.AttributeHeaderLength ? default : new(BitConverter.ToUInt16(input[2..]), input[NetlinkMessageWriter.AttributeHeaderLength..]);

    internal static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> input) => input;

    private static bool IsReader(MethodInfo method) =>
        method.DeclaringType!.FullName is { } name
        && (name.StartsWith("LinuxNamespaces.Network.", StringComparison.Ordinal) || name.StartsWith("LinuxNamespaces.Netlink.", StringComparison.Ordinal))
        && method.IsStatic && Array.Exists(s_verbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static MethodInfo Helper(string name) => typeof(FuzzMethods).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    // A method with parameters that cannot be boxed cannot be called by reflection.
    private static Thunk Compile(MethodInfo method)
    {
        DynamicMethod thunk = new(method.Name, typeof(object), [typeof(ReadOnlySpan<byte>), typeof(object[])], typeof(FuzzMethods).Module, skipVisibility: true);
        ILGenerator code = thunk.GetILGenerator();
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            Type type = Element(parameter);
            LocalBuilder local = code.DeclareLocal(type);
            if (parameter.IsOut)
            {
                code.Emit(OpCodes.Ldloca, local);
                continue;
            }

            if (InputOf(method, parameter) is { } input)
            {
                code.Emit(OpCodes.Ldarg_0);
                code.Emit(OpCodes.Call, input switch
                {
                    FuzzInput.Messages => s_message,
                    FuzzInput.Attributes => s_attributes,
                    FuzzInput.Attribute => s_attribute,
                    _ => s_payload,
                });
            }
            else
            {
                code.Emit(OpCodes.Ldarg_1);
                code.Emit(OpCodes.Ldc_I4, parameter.Position);
                code.Emit(OpCodes.Ldelem_Ref);
                code.Emit(OpCodes.Unbox_Any, type);
            }

            code.Emit(OpCodes.Stloc, local);
            code.Emit(parameter.ParameterType.IsByRef ? OpCodes.Ldloca : OpCodes.Ldloc, local);
        }

        code.Emit(OpCodes.Call, method);
        Type result = method.ReturnType;
        if (result == typeof(void))
        {
            code.Emit(OpCodes.Ldnull);
        }
        else if (result.IsByRefLike)
        {
            code.Emit(OpCodes.Pop);
            code.Emit(OpCodes.Ldnull);
        }
        else
        {
            code.Emit(OpCodes.Box, result);
        }

        code.Emit(OpCodes.Ret);
        return thunk.CreateDelegate<Thunk>();
    }
}
