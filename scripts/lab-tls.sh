# shellcheck shell=bash
# Part of lab.sh, which sources it: certificates of the lab's own authority, made once and kept until "down".
# A host finds its own where libvirt and QEMU look for them, below /etc/pki, a folder that it has for itself.

readonly TLS="$LAB/tls"
readonly CERTIFICATE_DAYS=3650

make_authority() { # FOLDER NAME
  [[ ! -s $1/ca.pem ]] || return 0
  mkdir -p "$1"
  cat >"$1/openssl.conf" <<'CONF'
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[member]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
CONF
  new_certificate "$1" authority "$2" "$1/ca.key" "$1/ca.pem.new"
  mv "$1/ca.pem.new" "$1/ca.pem"
}

new_certificate() { # AUTHORITY KIND NAME KEY CERTIFICATE [OPTION...]
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$CERTIFICATE_DAYS" \
    -config "$1/openssl.conf" -extensions "$2" -subj "/O=Drover lab/CN=$3" -keyout "$4" -out "$5" "${@:6}" \
    >>"$LOG" 2>&1 || setup_failed "A certificate for $3 cannot be made"
}

certify() { # AUTHORITY NAME FOLDER [OPTION...]: leaves key.pem and cert.pem, signed by the authority, and ca.pem
  [[ ! -s $3/ca.pem ]] || return 0
  mkdir -p "$3"
  new_certificate "$1" member "$2" "$3/key.pem" "$3/cert.pem" -CA "$1/ca.pem" -CAkey "$1/ca.key" "${@:4}"
  cp "$1/ca.pem" "$3/ca.pem"
}

client_files() { # FROM FOLDER: under the names that libvirt's pkipath wants
  mkdir -p "$2"
  ln -f "$1/ca.pem" "$2/cacert.pem"
  ln -f "$1/cert.pem" "$2/clientcert.pem"
  ln -f "$1/key.pem" "$2/clientkey.pem"
}

make_certificates() { # HOST; readable for root only
  local own=$LAB/$1/tls pki=$LAB/$1/pki
  (
    umask 077
    make_authority "$TLS" "Drover lab"
    certify "$TLS" "$1" "$own" -addext "subjectAltName=IP:$(host_address "$1"),DNS:$1"
    mkdir -p "$pki/CA" "$pki/libvirt/private" "$pki/qemu"
    ln -f "$own/ca.pem" "$pki/CA/cacert.pem"
    ln -f "$own/ca.pem" "$pki/qemu/ca-cert.pem"
    for side in server client; do
      ln -f "$own/cert.pem" "$pki/libvirt/${side}cert.pem"
      ln -f "$own/key.pem" "$pki/libvirt/private/${side}key.pem"
      ln -f "$own/cert.pem" "$pki/qemu/$side-cert.pem"
      ln -f "$own/key.pem" "$pki/qemu/$side-key.pem"
    done
    # For whoever controls the hosts, and one that no host trusts, for tests.
    certify "$TLS" control "$TLS/control"
    client_files "$TLS/control" "$TLS/client"
    make_authority "$TLS/unknown" "Unknown to the lab"
    certify "$TLS/unknown" stranger "$TLS/stranger"
    client_files "$TLS/stranger" "$pki/stranger"
  )
}
