"""Verify a bundle of the audit trail without the portal: Python 3.8 or later, nothing else.

    python3 verify_audit.py [FOLDER] [--held SIZE:ROOT]...

FOLDER holds leaves.jsonl, checkpoints.jsonl and pub.pem. ``--held`` is a size and root that you kept outside, for
example from the annex of a printed weekly report. What is proved: no entry with an index below a held size was changed,
removed, inserted or moved after that root was given out. Withheld entries (body null) are listed; their leaves count.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

# Ed25519 (RFC 8032).
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    result = (0, 1, 1, 0)  # adds nothing
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def point_of(encoded):
    """The point that 32 bytes stand for, None when they stand for none."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % L
    p, q = times(s, BASE), add(commitment, times(challenge, public))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


# The tree (RFC 6962).
def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf; keeps only the roots of its full subtrees."""

    def __init__(self):
        self.size, self.full = 0, []

    def append(self, leaf):
        self.full.append(leaf)
        self.size += 1
        count = self.size
        while count % 2 == 0:
            right, left = self.full.pop(), self.full.pop()
            self.full.append(node(left, right))
            count //= 2

    def root(self):
        if not self.full:
            return hashlib.sha256(b"").digest()
        result = self.full[-1]
        for left in reversed(self.full[:-1]):
            result = node(left, result)
        return result


# The bundle.
NOTE = re.compile(r"portal\.\d{6}/audit\n(0|[1-9]\d*)\n([0-9a-f]{64})\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n", re.ASCII)
HELD = re.compile(r"(0|[1-9]\d*):([0-9a-f]{64})", re.ASCII)
KEY_HEAD = bytes.fromhex("302a300506032b6570032100")


def lines(path, keys):
    """(number, object) of each line, None for one that is not written exactly as agreed."""
    with open(path, "rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                value = json.loads(raw)
                exact = json.dumps({key: value[key] for key in keys}, separators=(",", ":")) + "\n"
                yield number, value if exact.encode() == raw else None
            except (ValueError, KeyError, TypeError):
                yield number, None


def public_key(path):
    der = base64.b64decode("".join(line for line in path.read_text().split("\n") if not line.startswith("-----")))
    return der[12:] if der.startswith(KEY_HEAD) and len(der) == 44 else b""


def checkpoints(folder, key, wrong):
    """(where, size, root) of every checkpoint that is signed."""
    for number, line in lines(folder / "checkpoints.jsonl", ("note", "sig")):
        where = f"checkpoints.jsonl 第{number}行"
        match = NOTE.fullmatch(line["note"]) if line and isinstance(line["note"], str) else None
        if not match:
            wrong.append(f"{where}：格式不符")
        elif is_signed(key, line["note"].encode(), base64.b64decode(str(line["sig"]))):
            yield where, int(match[1]), match[2]
        else:
            wrong.append(f"{where}：签名与 pub.pem 不符")


def body_is_right(body, leaf):
    if hashlib.sha256(b"\x00" + body.encode()).hexdigest() != leaf:
        return False
    try:
        value = json.loads(body)
        return body == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except ValueError:
        return False


def compare(tree, wanted, wrong):
    while wanted and wanted[0][1] == tree.size:
        where, size, root = wanted.pop(0)
        if tree.root().hex() != root:
            wrong.append(f"{where}：前{size}条的根与所记不符，其中有条目被改动、删除、插入或调换")


def verify(folder, held):
    """(what is wrong, withheld indexes, number of leaves, number of checkpoints)."""
    wrong, withheld, tree = [], [], Tree()
    signed = list(checkpoints(folder, public_key(folder / "pub.pem"), wrong))
    wanted = sorted(signed + held, key=lambda each: each[1])
    compare(tree, wanted, wrong)
    for number, line in lines(folder / "leaves.jsonl", ("idx", "leaf", "body")):
        if not line or line["idx"] != tree.size or not re.fullmatch("[0-9a-f]{64}", str(line["leaf"]), re.ASCII):
            wrong.append(f"leaves.jsonl 第{number}行：格式不符，或者序号不是{tree.size}")
            break
        if line["body"] is None:
            withheld.append(tree.size)
        elif not isinstance(line["body"], str) or not body_is_right(line["body"], line["leaf"]):
            wrong.append(f"第{tree.size}条：内容与摘要不符")
        tree.append(bytes.fromhex(line["leaf"]))
        compare(tree, wanted, wrong)
    wrong += [f"{where}：需要{size}条，这里只有{tree.size}条" for where, size, _ in wanted]
    return wrong, withheld, tree.size, len(signed)


def main(arguments):
    held, folder = [], Path(".")
    rest = iter(arguments)
    for argument in rest:
        match = HELD.fullmatch(next(rest, "")) if argument == "--held" else None
        if argument == "--held" and not match:
            sys.exit("--held 请写成“条数:64位根”，小写十六进制。")
        if match:
            held.append((f"您所持的 {match[1]}:{match[2][:16]}…", int(match[1]), match[2]))
        else:
            folder = Path(argument)
    try:
        wrong, withheld, size, signed = verify(folder, held)
    except (OSError, ValueError) as error:
        sys.exit(f"读不出这份材料：{error}")
    print(f"条目{size}条，签名检查点{signed}个，您所持的根{len(held)}个。")
    if withheld:
        print(f"未附内容的{len(withheld)}条（只核摘要）：{'、'.join(map(str, withheld))}")
    if wrong or not (signed or held):
        print("\n".join(wrong) or "没有可核对的检查点或所持的根。")
        sys.exit("核验不符。")
    print("核验相符。" if held else "核验相符。没有给出您自己留存的校验码，不能证明整份材料没有另做一套。")


if __name__ == "__main__":
    main(sys.argv[1:])
