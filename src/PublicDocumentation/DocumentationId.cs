using System.Reflection;

namespace PublicDocumentation;

/// <summary>The IDs of types and members in XML documentation files; C# specification, annex D.4.2.</summary>
internal static class DocumentationId
{
    internal static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + TypeId(type),
        MethodBase method => "M:" + MemberId(method) + Arity(method) + Parameters(method.GetParameters()) + Result(method),
        PropertyInfo property => "P:" + MemberId(property) + Parameters(property.GetIndexParameters()),
        FieldInfo field => "F:" + MemberId(field),
        EventInfo @event => "E:" + MemberId(@event),
        _ => throw new ArgumentException($"{member} is not a kind of member that has documentation.", nameof(member)),
    };

    private static string MemberId(MemberInfo member) => $"{TypeId(member.DeclaringType!)}.{member.Name.Replace('.', '#')}";

    private static string Arity(MethodBase method) => method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : string.Empty;

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? string.Empty : $"({string.Join(',', parameters.Select(parameter => TypeId(parameter.ParameterType)))})";

    private static string Result(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? "~" + TypeId(conversion.ReturnType) : string.Empty;

    private static string TypeId(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.IsGenericMethodParameter ? "``" : "`") + type.GenericParameterPosition;
        }

        if (type.HasElementType)
        {
            return TypeId(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "@" : "*");
        }

        if (type.IsConstructedGenericType)
        {
            string name = TypeId(type.GetGenericTypeDefinition());
            return $"{name[..name.LastIndexOf('`')]}{{{string.Join(',', type.GetGenericArguments().Select(TypeId))}}}";
        }

        return type.FullName!.Replace('+', '.');
    }
}
