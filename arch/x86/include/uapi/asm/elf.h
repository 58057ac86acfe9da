/* SPDX-License-Identifier: MIT */
/*
 * ELF for 32-bit x86: what the kernel loads and what the vDSO is; man 5 elf.
 */
#ifndef _UAPI_ASM_ELF_H
#define _UAPI_ASM_ELF_H

#include "types.h"

#define EI_MAG0			0
#define EI_MAG1			1
#define EI_MAG2			2
#define EI_MAG3			3
#define EI_CLASS		4
#define EI_DATA			5
#define EI_VERSION		6
#define EI_OSABI		7
#define EI_ABIVERSION		8
#define EI_PAD			9
#define EI_NIDENT		16

#define ELFMAG			"\177ELF"
#define SELFMAG			4
#define ELFMAG0			0x7f
#define ELFMAG1			'E'
#define ELFMAG2			'L'
#define ELFMAG3			'F'
#define ELFCLASSNONE		0
#define ELFCLASS32		1
#define ELFCLASS64		2
#define ELFDATANONE		0
#define ELFDATA2LSB		1
#define ELFDATA2MSB		2
#define EV_NONE			0
#define EV_CURRENT		1
#define ELFOSABI_NONE		0
#define ELFOSABI_GNU		3
#define ELFOSABI_LINUX		ELFOSABI_GNU

#define ET_NONE			0
#define ET_REL			1
#define ET_EXEC			2
#define ET_DYN			3
#define ET_CORE			4

#define EM_386			3
#define EM_486			6
#define EM_X86_64		62

#define PT_NULL			0
#define PT_LOAD			1
#define PT_DYNAMIC		2
#define PT_INTERP		3
#define PT_NOTE			4
#define PT_SHLIB		5
#define PT_PHDR			6
#define PT_TLS			7
#define PT_GNU_EH_FRAME		0x6474e550
#define PT_GNU_STACK		0x6474e551
#define PT_GNU_RELRO		0x6474e552
#define PT_GNU_PROPERTY		0x6474e553
#define PN_XNUM			0xffff

#define PF_X			1
#define PF_W			2
#define PF_R			4

#define SHT_NULL		0
#define SHT_PROGBITS		1
#define SHT_SYMTAB		2
#define SHT_STRTAB		3
#define SHT_RELA		4
#define SHT_HASH		5
#define SHT_DYNAMIC		6
#define SHT_NOTE		7
#define SHT_NOBITS		8
#define SHT_REL			9
#define SHT_DYNSYM		11
#define SHN_UNDEF		0
#define SHN_ABS			0xfff1

#define DT_NULL			0
#define DT_NEEDED		1
#define DT_PLTRELSZ		2
#define DT_PLTGOT		3
#define DT_HASH			4
#define DT_STRTAB		5
#define DT_SYMTAB		6
#define DT_RELA			7
#define DT_RELASZ		8
#define DT_RELAENT		9
#define DT_STRSZ		10
#define DT_SYMENT		11
#define DT_INIT			12
#define DT_FINI			13
#define DT_SONAME		14
#define DT_RPATH		15
#define DT_SYMBOLIC		16
#define DT_REL			17
#define DT_RELSZ		18
#define DT_RELENT		19
#define DT_PLTREL		20
#define DT_DEBUG		21
#define DT_TEXTREL		22
#define DT_JMPREL		23
#define DT_FLAGS		30
#define DT_GNU_HASH		0x6ffffef5
#define DT_VERSYM		0x6ffffff0
#define DT_VERDEF		0x6ffffffc
#define DT_VERDEFNUM		0x6ffffffd
#define DT_FLAGS_1		0x6ffffffb

#define STB_LOCAL		0
#define STB_GLOBAL		1
#define STB_WEAK		2
#define STT_NOTYPE		0
#define STT_OBJECT		1
#define STT_FUNC		2
#define STT_SECTION		3
#define STT_FILE		4
#define STT_TLS			6
#define STV_DEFAULT		0
#define STV_HIDDEN		2

#define R_386_NONE		0
#define R_386_32		1
#define R_386_PC32		2
#define R_386_RELATIVE		8
#define R_386_IRELATIVE		42

#define NT_GNU_BUILD_ID		3

#define ELF32_ST_BIND(info)	((info) >> 4)
#define ELF32_ST_TYPE(info)	((info) & 0xf)
#define ELF32_R_SYM(info)	((info) >> 8)
#define ELF32_R_TYPE(info)	((info) & 0xff)

#ifndef __ASSEMBLER__

typedef __u32 Elf32_Addr;
typedef __u32 Elf32_Off;
typedef __u16 Elf32_Half;
typedef __u32 Elf32_Word;
typedef __s32 Elf32_Sword;

typedef struct elf32_hdr {
	__u8 e_ident[EI_NIDENT];
	Elf32_Half e_type;
	Elf32_Half e_machine;
	Elf32_Word e_version;
	Elf32_Addr e_entry;
	Elf32_Off e_phoff;
	Elf32_Off e_shoff;
	Elf32_Word e_flags;
	Elf32_Half e_ehsize;
	Elf32_Half e_phentsize;
	Elf32_Half e_phnum;
	Elf32_Half e_shentsize;
	Elf32_Half e_shnum;
	Elf32_Half e_shstrndx;
} Elf32_Ehdr;

typedef struct elf32_phdr {
	Elf32_Word p_type;
	Elf32_Off p_offset;
	Elf32_Addr p_vaddr;
	Elf32_Addr p_paddr;
	Elf32_Word p_filesz;
	Elf32_Word p_memsz;
	Elf32_Word p_flags;
	Elf32_Word p_align;
} Elf32_Phdr;

typedef struct elf32_shdr {
	Elf32_Word sh_name;
	Elf32_Word sh_type;
	Elf32_Word sh_flags;
	Elf32_Addr sh_addr;
	Elf32_Off sh_offset;
	Elf32_Word sh_size;
	Elf32_Word sh_link;
	Elf32_Word sh_info;
	Elf32_Word sh_addralign;
	Elf32_Word sh_entsize;
} Elf32_Shdr;

typedef struct elf32_sym {
	Elf32_Word st_name;
	Elf32_Addr st_value;
	Elf32_Word st_size;
	__u8 st_info;
	__u8 st_other;
	Elf32_Half st_shndx;
} Elf32_Sym;

typedef struct elf32_rel {
	Elf32_Addr r_offset;
	Elf32_Word r_info;
} Elf32_Rel;

typedef struct elf32_dyn {
	Elf32_Sword d_tag;
	union {
		Elf32_Word d_val;
		Elf32_Addr d_ptr;
	} d_un;
} Elf32_Dyn;

/* Symbol versions: DT_VERSYM is an array of Elf32_Half, one for each symbol. */
#define VER_FLG_BASE	1

typedef struct elf32_verdef {
	Elf32_Half vd_version;
	Elf32_Half vd_flags;
	Elf32_Half vd_ndx;
	Elf32_Half vd_cnt;
	Elf32_Word vd_hash;
	Elf32_Word vd_aux;	/* offset from this structure to its first elf32_verdaux */
	Elf32_Word vd_next;	/* offset to the next elf32_verdef, 0: none */
} Elf32_Verdef;

typedef struct elf32_verdaux {
	Elf32_Word vda_name;
	Elf32_Word vda_next;
} Elf32_Verdaux;

typedef struct elf32_note {
	Elf32_Word n_namesz;
	Elf32_Word n_descsz;
	Elf32_Word n_type;
} Elf32_Nhdr;

/* One pair of the auxiliary vector. */
typedef struct elf32_auxv {
	__u32 a_type;
	union {
		__u32 a_val;
	} a_un;
} Elf32_auxv_t;

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_ELF_H */
