using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace ServiceBusExtension.Tests.Api;

/// <summary>Names of types in metadata signatures, as near to the lists as metadata allows; type parameters are !0 and !!0.</summary>
internal sealed partial class SignatureNames : ISignatureTypeProvider<string, object?>
{
    /// <summary>Without marks of nullability, which metadata has for value types only, and without the spaces of lists of arguments.</summary>
    public static string Comparable(string type) =>
        type.Replace("?", "", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal);

    /// <summary>Whether the listed type is the referenced one with names in place of numbered type parameters.</summary>
    public static bool FitsPattern(string referenced, string listed) =>
        Regex.IsMatch(listed, $"^{TypeParameter().Replace(Regex.Escape(referenced), "[A-Za-z_0-9]+")}$");

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => TypeNames.Keyword($"System.{typeCode}");

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{name}";
        }

        return TypeNames.Keyword(type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}");
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        var name = genericType.Split('`')[0];
        return name == "System.Nullable" ? $"{typeArguments[0]}?" : $"{name}<{string.Join(", ", typeArguments)}>";
    }

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType;

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    [GeneratedRegex("!!?[0-9]+")]
    private static partial Regex TypeParameter();
}
