namespace ServiceBusExtension.Tests.Api;

/// <summary>Type names as the lists write them; `?` after a nullable value type, `!` after any other value type.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["System.Void"] = "void",
        ["System.Object"] = "object",
        ["System.String"] = "string",
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.SByte"] = "sbyte",
        ["System.Int16"] = "short",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.Single"] = "float",
        ["System.Double"] = "double",
        ["System.Decimal"] = "decimal",
        ["System.Char"] = "char",
    };

    public static string Keyword(string fullName) => Keywords.GetValueOrDefault(fullName, fullName);

    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Of(underlying).TrimEnd('!')}?";
        }

        var name = Name(type, type.GetGenericArguments());
        return type.IsValueType && type != typeof(void) && !type.IsGenericTypeDefinition ? $"{name}!" : name;
    }

    // A nested type repeats its outer type's arguments.
    private static string Name(Type type, Type[] arguments)
    {
        var outer = type.DeclaringType is { } declaring ? Name(declaring, arguments[..declaring.GetGenericArguments().Length]) : type.Namespace;
        var own = arguments[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];
        var simple = type.Name.Split('`')[0];
        var name = Keyword(outer is null ? simple : $"{outer}.{simple}");
        return own.Length == 0 ? name : $"{name}<{string.Join(", ", own.Select(Of))}>";
    }
}
